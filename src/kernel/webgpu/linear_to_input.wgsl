// to_input = slope · weightᵀ: eight rows, two fours of columns a thread.
fn slopes_of_input(thread: u32) {
    let across = (p.inner + 7u) / 8u;
    let row = thread / across * 8u;
    let four = thread % across * 2u;
    if row >= p.rows { return; }
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let s{r} = begin(min(row + {r}u, p.rows - 1u), p.columns);
    let w{r} = begin(min(4u * four + {r}u, p.inner - 1u), p.columns);
    var sum{r}_0 = vec4<f32>();
    var sum{r}_1 = vec4<f32>();
    @end
    for (var k = 0u; 4u * k < p.columns; k++) {
        @for r = 0, 1, 2, 3, 4, 5, 6, 7
        let a{r} = slope_four(s{r}, k, p.columns);
        let b{r} = weight_four(w{r}, k, p.columns);
        @end
        @for q = 0, 1, 2, 3
        let t{q}_0 = vec4(b0[{q}], b1[{q}], b2[{q}], b3[{q}]);
        let t{q}_1 = vec4(b4[{q}], b5[{q}], b6[{q}], b7[{q}]);
        @for c = 0, 1
        @for r = 0, 1, 2, 3, 4, 5, 6, 7
        sum{r}_{c} += a{r}[{q}] * t{q}_{c};
        @end
        @end
        @end
    }
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    if row + {r}u < p.rows {
        let start = begin(row + {r}u, p.inner);
        to_input_put(start, four, p.inner, sum{r}_0);
        to_input_put(start, four + 1u, p.inner, sum{r}_1);
    }
    @end
}
