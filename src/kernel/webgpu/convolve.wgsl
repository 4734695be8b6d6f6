// A convolution, or a transposed one: eight positions, two fours of channels a thread.
//
// A transposed convolution is taken apart by the position's remainders modulo the stride, its
// phases: the positions of one phase meet the same taps.
//
// What is in capitals is put in by convolution_kernels.rs.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let across = (p.outer + 7u) / 8u;
    let tile = thread / across;
    let four = thread % across * 2u;
    let outs = (p.outer + 3u) / 4u;
    let phases = select(1u, p.stride, p.up == 1u);
    let side = (p.side_out + phases - 1u) / phases;
    let count = p.batch * side * side;
    let tiles = (count + 7u) / 8u;
    let phase = vec2(tile / tiles / phases, tile / tiles % phases);
    if phase.x >= phases { return; }
    let scale = i32(select(p.stride, 1u, p.up == 1u));
    let side_in = i32(p.side_in);
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let at{r} = tile % tiles * 8u + {r}u;
    let place{r} = min(at{r}, count - 1u);
    let image{r} = i32(place{r} / side / side);
    let y{r} = place{r} / side % side;
    let x{r} = place{r} % side;
    @for c = COLUMNS
    var sum{r}_{c} = vec4<f32>();
    @end
    @end
    let first = (phase + p.padding) % phases;
    let nearest = (vec2<i32>(phase) + i32(p.padding) - vec2<i32>(first)) / i32(p.stride);
    let start = select(vec2(-i32(p.padding)), nearest, p.up == 1u);
    let step = select(1i, -1i, p.up == 1u);
    var down = start.x;
    for (var tap_y = first.x; tap_y < p.kernel; tap_y += phases) {
        var right = start.y;
        for (var tap_x = first.y; tap_x < p.kernel; tap_x += phases) {
            @for r = 0, 1, 2, 3, 4, 5, 6, 7
            let v{r} = i32(y{r}) * scale + down;
            let h{r} = i32(x{r}) * scale + right;
            // One comparison, also of what is below 0: four with && would be branches, which made
            // a software adapter compile for half a minute.
            let inside{r} = vec4(all(vec2(u32(v{r}), u32(h{r})) < vec2(p.side_in)));
            let seen{r} = begin(u32(max((image{r} * side_in + v{r}) * side_in + h{r}, 0)), p.inner);
            @end
            let tap = tap_y * p.kernel + tap_x;
            var w = tap * ((p.inner + 3u) / 4u * 4u) * outs + four;
            for (var k = 0u; 4u * k < p.inner; k++) {
                @for r = 0, 1, 2, 3, 4, 5, 6, 7
                let a{r} = select(vec4(0.0), LOAD, inside{r});
                @end
                @for q = QUARTERS
                @for c = COLUMNS
                let b{q}_{c} = WEIGHT;
                @for r = 0, 1, 2, 3, 4, 5, 6, 7
                sum{r}_{c} += a{r}[{q}] * b{q}_{c};
                @end
                @end
                w += outs;
                @end
            }
            right += step;
        }
        down += step;
    }
    let relu = vec4(p.relu == 1u);
    @for c = COLUMNS
    let bias{c} = select(vec4(0.0), bias_four(0u, four + {c}u, p.outer), p.biased == 1u);
    @end
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let row{r} = vec2(y{r}, x{r}) * phases + phase;
    if at{r} < count && row{r}.x < p.side_out && row{r}.y < p.side_out {
        let place = (u32(image{r}) * p.side_out + row{r}.x) * p.side_out + row{r}.y;
        @for c = COLUMNS
        let done{c} = sum{r}_{c} + bias{c};
        // Not max(): what is no number stays none.
        let last{c} = select(done{c}, vec4(0.0), relu & (done{c} < vec4(0.0)));
        out_put(begin(place, p.outer), four + {c}u, p.outer, last{c});
        @end
    }
    @end
}
