// A latent of a row a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.x + id.y * groups.x * 64u;
    if i >= p.count { return; }
    let each = slope[i / p.width];
    to_mean[i] = each * mean[i];
    to_log_var[i] = each * 0.5 * (exp(log_var[i]) - 1.0);
}
