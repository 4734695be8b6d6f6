// One workgroup: the means of the rows, and the objective.
var<workgroup> parts: array<vec2<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) thread: u32) {
    var sums = vec2<f32>();
    for (var i = thread; i < p.rows; i += 64u) { sums += vec2(reconstruction[i], kl[i]); }
    parts[thread] = sums;
    workgroupBarrier();
    if thread == 0u {
        var total = vec2<f32>();
        for (var i = 0u; i < 64u; i++) { total += parts[i]; }
        total = total / f32(p.rows);
        out[0] = total.x;
        out[1] = total.y;
        out[2] = total.x + bitcast<f32>(p.beta) * total.y;
    }
}
