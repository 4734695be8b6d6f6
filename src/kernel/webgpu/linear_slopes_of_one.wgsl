// The slopes of one of the two alone, which is put in by matrix.rs.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    SLOPES(id.x + id.y * groups.x * 64u);
}
