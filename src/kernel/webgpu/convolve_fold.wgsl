// The parts of a weight's slope and of a bias's added: a number a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let count = p.taps * p.fine_channels * p.coarse_channels;
    var sum = 0.0;
    if thread < count {
        for (var i = 0u; i < p.parts; i++) { sum += parts[i * count + thread]; }
        let coarse = thread % p.coarse_channels;
        let fine = thread / p.coarse_channels % p.fine_channels;
        let tap = thread / p.coarse_channels / p.fine_channels;
        weight[(coarse * p.fine_channels + fine) * p.taps + tap] = sum;
    } else if thread < count + p.channels {
        for (var i = 0u; i < p.sums; i++) { sum += sums[i * p.channels + thread - count]; }
        bias[thread - count] = sum;
    }
}
