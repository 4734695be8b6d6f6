// Four numbers a thread, or one where they are not whole fours.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.x + id.y * groups.x * 64u;
    if i >= arrayLength(&value) { return; }
    let g = gradient[i];
    let m = bitcast<f32>(p.keep) * mean[i] + bitcast<f32>(p.join) * g;
    let v = bitcast<f32>(p.keep_square) * square[i] + bitcast<f32>(p.join_square) * g * g;
    mean_after[i] = m;
    square_after[i] = v;
    value_after[i] = value[i]
        - bitcast<f32>(p.step_size) * m / (sqrt(v) + bitcast<f32>(p.epsilon));
}
