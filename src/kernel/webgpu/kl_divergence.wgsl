// The nats of a row a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let row = id.x + id.y * groups.x * 64u;
    if row >= p.rows { return; }
    var nats = 0.0;
    for (var i = row * p.width; i < (row + 1u) * p.width; i++) {
        nats += mean[i] * mean[i] + exp(log_var[i]) - (log_var[i] + 1.0);
    }
    out[row] = 0.5 * nats;
}
