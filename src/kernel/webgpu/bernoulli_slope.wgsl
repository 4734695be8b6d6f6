// Four pixels of a row a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let across = (p.width + 3u) / 4u;
    let row = thread / across;
    let i = thread % across;
    if row >= p.rows { return; }
    let start = begin(row, p.width);
    let probability = 1.0 / (1.0 + exp(-logits_four(start, i, p.width)));
    let error = probability - images_four(start, i, p.width);
    out_put(start, i, p.width, slope[row] * error);
}
