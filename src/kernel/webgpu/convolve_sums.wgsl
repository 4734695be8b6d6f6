// The slope before the activation, and its sums over some of the positions: four channels a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let across = (p.channels + 3u) / 4u;
    let four = thread % across;
    let part = thread / across;
    if part * p.each >= p.rows { return; }
    var sum = vec4<f32>();
    for (var row = part * p.each; row < min((part + 1u) * p.each, p.rows); row++) {
        let start = begin(row, p.channels);
        var value = slope_four(start, four, p.channels);
        if p.relu == 1u {
            let output = output_four(start, four, p.channels);
            value = select(value, vec4(0.0), output <= vec4(0.0));
            through_put(start, four, p.channels, value);
        }
        sum += value;
    }
    sums_put(begin(part, p.channels), four, p.channels, sum);
}
