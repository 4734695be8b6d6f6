// A step of Adam over some parameters whose values, means and squares lie behind each other in
// one buffer, each filled up to whole 256 bytes: four numbers a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.x + id.y * groups.x * 64u;
    let count = arrayLength(&state) / 3u;
    if i >= count { return; }
    var g = vec4<f32>();
    // Where the parameter begins; what lies before it is far beyond its length, as i - begin is
    // less than 0 there.
    var begin = 0u;
    @for s = SLOTS
    let length{s} = gradient{s}_count();
    if i - begin < (length{s} + 3u) / 4u {
        g = gradient{s}_four(0u, i - begin, length{s});
    }
    begin += (length{s} + 63u) / 64u * 16u;
    @end
    let m = bitcast<f32>(p.keep) * state[i + count] + bitcast<f32>(p.join) * g;
    let v = bitcast<f32>(p.keep_square) * state[i + 2u * count]
        + bitcast<f32>(p.join_square) * g * g;
    after[i + count] = m;
    after[i + 2u * count] = v;
    after[i] = state[i]
        - bitcast<f32>(p.step_size) * m / (sqrt(v) + bitcast<f32>(p.epsilon));
}
