// The nats of a row a workgroup.
var<workgroup> parts: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let row = min(group.x + group.y * groups.x, p.rows - 1u);
    let start = begin(row, p.width);
    var nats = vec4<f32>();
    for (var i = thread; 4u * i < p.width; i += 64u) {
        let l = logits_four(start, i, p.width);
        let size = abs(l);
        let cost = max(l, vec4(0.0)) - l * images_four(start, i, p.width) + log(1.0 + exp(-size));
        // Beyond the row's end a logit of 0 would cost ln 2.
        nats += select(vec4(0.0), cost, 4u * i + vec4(0u, 1u, 2u, 3u) < vec4(p.width));
    }
    parts[thread] = dot(nats, vec4(1.0));
    workgroupBarrier();
    if thread == 0u {
        var total = 0.0;
        for (var i = 0u; i < 64u; i++) { total += parts[i]; }
        out[row] = total;
    }
}
