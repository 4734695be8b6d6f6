fn silu_slope(x: vec4<f32>) -> vec4<f32> {
    let gate = 1.0 / (1.0 + exp(-x));
    return gate * (1.0 + x * (1.0 - gate));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.x + id.y * groups.x * 64u;
    if 4u * i >= p.count { return; }
