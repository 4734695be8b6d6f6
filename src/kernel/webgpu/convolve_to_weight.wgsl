// A part of a weight's slope, over some of the images: one tap, eight fine channels, two fours of
// coarse ones a thread.
//
// What is in capitals is put in by convolution_kernels.rs.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let across = (p.coarse_channels + 7u) / 8u;
    let along = (p.fine_channels + 7u) / 8u;
    let taps = p.kernel * p.kernel;
    let four = thread % across * 2u;
    let channel = thread / across % along * 8u;
    let tap = thread / across / along % taps;
    let part = thread / across / along / taps;
    if part * p.images >= p.batch { return; }
    let reach = vec2(tap / p.kernel, tap % p.kernel);
    // The coarse positions whose fine one lies in the image.
    let first = (max(vec2(p.padding), reach) - reach + p.stride - 1u) / p.stride;
    let beyond = max(vec2(p.fine + p.padding), reach) - reach;
    let last = min((beyond + p.stride - 1u) / p.stride, vec2(p.coarse));
    @for h = HALVES
    @for q = QUARTERS
    var sum{h}{q}_0 = vec4<f32>();
    var sum{h}{q}_1 = vec4<f32>();
    @end
    @end
    // One loop over images, rows and columns, some positions a turn: at each end of a loop a
    // software adapter blends all sums. What is beyond the last position counts as 0.
    let end = min((part + 1u) * p.images, p.batch);
    var image = select(part * p.images, end, any(first >= last));
    var y = first.x;
    var x = first.y;
    while image < end {
        @for turn = TURNS
        {
        let inside = vec4(image < end);
        let v = y * p.stride + reach.x - p.padding;
        let h = x * p.stride + reach.y - p.padding;
        let place = (image * p.fine + v) * p.fine + h;
        let fine_at = SEEN;
        let coarse_at = begin((image * p.coarse + y) * p.coarse + x, p.coarse_channels);
        @for c = 0, 1
        let read{c} = coarse_four(coarse_at, four + {c}u, p.coarse_channels);
        let b{c} = select(vec4(0.0), read{c}, inside);
        @end
        @for h = HALVES
        let a{h} = LOAD;
        @for q = QUARTERS
        @for c = 0, 1
        sum{h}{q}_{c} += a{h}[{q}] * b{c};
        @end
        @end
        @end
        x += 1u;
        if x >= last.y {
            x = first.y;
            y += 1u;
        }
        if y >= last.x {
            y = first.x;
            image += 1u;
        }
        }
        @end
    }
    @for h = HALVES
    @for q = QUARTERS
    if channel + 4u * {h}u + {q}u < p.fine_channels {
        let row = (part * taps + tap) * p.fine_channels + channel + 4u * {h}u + {q}u;
        parts_put(begin(row, p.coarse_channels), four, p.coarse_channels, sum{h}{q}_0);
        parts_put(begin(row, p.coarse_channels), four + 1u, p.coarse_channels, sum{h}{q}_1);
    }
    @end
    @end
}
