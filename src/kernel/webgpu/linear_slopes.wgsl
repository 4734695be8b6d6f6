// The first threads do the input's slopes, those after them the weight's.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    if thread < p.of_input {
        slopes_of_input(thread);
    } else {
        slopes_of_weight(thread - p.of_input);
    }
}
