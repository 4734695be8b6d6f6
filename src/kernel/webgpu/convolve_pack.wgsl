// A weight in the order in which its products are added: tap, channel in, channel out, both
// channels filled up with zeros to whole fours. Four channels out a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let outs = (p.outer + 3u) / 4u;
    let ins = (p.inner + 3u) / 4u * 4u;
    let four = thread % outs;
    let channel = thread / outs % ins;
    let tap = thread / outs / ins;
    if tap >= p.taps { return; }
    let at = tap + channel * p.inner_pitch + 4u * four * p.outer_pitch;
    let whole = vec4(
        weight[at],
        weight[at + p.outer_pitch],
        weight[at + 2u * p.outer_pitch],
        weight[at + 3u * p.outer_pitch],
    );
    let inside = 4u * four + vec4(0u, 1u, 2u, 3u) < vec4(p.outer);
    packed[thread] = select(vec4(0.0), whole, inside & vec4(channel < p.inner));
}
