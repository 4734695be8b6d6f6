// Copies tensors behind each other, each filled up with zeros to whole 256 bytes: four numbers a
// thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let i = id.x + id.y * groups.x * 64u;
    if i >= p.fours { return; }
    var value = vec4<f32>();
    // As in adam.wgsl.
    var begin = 0u;
    @for s = SLOTS
    let length{s} = part{s}_count();
    if i - begin < (length{s} + 3u) / 4u {
        value = part{s}_four(0u, i - begin, length{s});
    }
    begin += (length{s} + 63u) / 64u * 16u;
    @end
    out[p.first + i] = value;
}
