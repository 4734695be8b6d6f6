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
    // Each position from the one before: a division takes long on a software adapter. Those beyond
    // the last read whatever is there, and nothing of them is written.
    let at0 = tile % tiles * 8u;
    var x = at0 % side;
    var y = at0 / side % side;
    var image = i32(at0 / side / side);
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let image{r} = image;
    let y{r} = y;
    let x{r} = x;
    x = select(x + 1u, 0u, x + 1u == side);
    y = select(y, select(y + 1u, 0u, y + 1u == side), x == 0u);
    image += select(0, 1, x + y == 0u);
    @for c = COLUMNS
    var sum{r}_{c} = vec4<f32>();
    @end
    @end
    let first = (phase + p.padding) % phases;
    let nearest = (vec2<i32>(phase) + i32(p.padding) - vec2<i32>(first)) / i32(p.stride);
    let start = select(vec2(-i32(p.padding)), nearest, p.up == 1u);
    let step = select(1i, -1i, p.up == 1u);
    // One loop over rows and columns of taps: at each end of a loop a software adapter blends all
    // sums.
    var down = start.x;
    var right = start.y;
    // A kernel of one tap leaves phases without any.
    var tap_y = select(first.x, p.kernel, first.y >= p.kernel);
    var tap_x = first.y;
    while tap_y < p.kernel {
        @for r = 0, 1, 2, 3, 4, 5, 6, 7
        let v{r} = i32(y{r}) * scale + down;
        let h{r} = i32(x{r}) * scale + right;
        // One comparison, also of what is below 0: four with && would be branches, which made
        // a software adapter compile for half a minute.
        let inside{r} = vec4(all(vec2(u32(v{r}), u32(h{r})) < vec2(p.side_in)));
        let place{r} = u32(max((image{r} * side_in + v{r}) * side_in + h{r}, 0));
        let seen{r} = SEEN;
        @end
        let tap = tap_y * p.kernel + tap_x;
        var w = tap * ((p.inner + 3u) / 4u * 4u) * outs + four;
        EACH_FOUR {
            @for r = 0, 1, 2, 3, 4, 5, 6, 7
            let a{r} = select(vec4(0.0), LOAD, inside{r});
            @end
            @for q = QUARTERS
            @for c = COLUMNS
            let b{q}_{c} = WEIGHT;
            @for r = 0, 1, 2, 3, 4, 5, 6, 7
            sum{r}_{c} += FACTOR * b{q}_{c};
            @end
            @end
            w += outs;
            @end
        }
        tap_x += phases;
        let over = tap_x >= p.kernel;
        tap_x = select(tap_x, first.y, over);
        right = select(right + step, start.y, over);
        tap_y = select(tap_y, tap_y + phases, over);
        down = select(down, down + step, over);
    }
    let relu = vec4(p.relu == 1u);
    @for c = COLUMNS
    let bias{c} = select(vec4(0.0), bias_four(0u, four + {c}u, p.outer), p.biased == 1u);
    @end
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let row{r} = vec2(y{r}, x{r}) * phases + phase;
    if at0 + {r}u < count && row{r}.x < p.side_out && row{r}.y < p.side_out {
        let place = (u32(image{r}) * p.side_out + row{r}.x) * p.side_out + row{r}.y;
        @for c = COLUMNS
        let done{c} = SUM + bias{c};
        // Not max(): what is no number stays none.
        let last{c} = select(done{c}, vec4(0.0), relu & (done{c} < vec4(0.0)));
        out_put(WRITTEN, four + {c}u, p.outer, last{c});
        @end
    }
    @end
}
