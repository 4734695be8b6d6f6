// A row a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let row = id.x + id.y * groups.x * 64u;
    if row >= p.rows { return; }
    let each = slope[2] / f32(p.rows);
    to_reconstruction[row] = each;
    to_kl[row] = bitcast<f32>(p.beta) * each;
}
