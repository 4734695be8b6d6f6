// to_weight = xᵀ · slope, to_bias = the sum of the slope's rows: eight rows, two fours of columns a
// thread.
fn slopes_of_weight(thread: u32) {
    let across = (p.columns + 7u) / 8u;
    let row = thread / across * 8u;
    let four = thread % across * 2u;
    if row >= p.inner { return; }
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    var sum{r}_0 = vec4<f32>();
    var sum{r}_1 = vec4<f32>();
    @end
    // Four rows a turn, that a software adapter keeps its masks up less often; those beyond the
    // last count as 0.
    for (var first = 0u; first < p.rows; first += 4u) {
        @for k = 0, 1, 2, 3
        {
        let k = min(first + {k}u, p.rows - 1u);
        let inside = vec4(first + {k}u < p.rows);
        let x_start = begin(k, p.inner);
        let slope_start = begin(k, p.columns);
        @for h = 0, 1
        let a{h} = x_four(x_start, row / 4u + {h}u, p.inner);
        @end
        @for c = 0, 1
        let b{c} = select(vec4(0.0), slope_four(slope_start, four + {c}u, p.columns), inside);
        sum0_{c} += a0[0] * b{c};
        sum1_{c} += a0[1] * b{c};
        sum2_{c} += a0[2] * b{c};
        sum3_{c} += a0[3] * b{c};
        sum4_{c} += a1[0] * b{c};
        sum5_{c} += a1[1] * b{c};
        sum6_{c} += a1[2] * b{c};
        sum7_{c} += a1[3] * b{c};
        @end
        }
        @end
    }
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    if row + {r}u < p.inner {
        let start = begin(row + {r}u, p.columns);
        to_weight_put(start, four, p.columns, sum{r}_0);
        to_weight_put(start, four + 1u, p.columns, sum{r}_1);
    }
    @end
    if row == 0u {
        @for c = 0, 1
        var total{c} = vec4<f32>();
        for (var k = 0u; k < p.rows; k++) {
            total{c} += slope_four(begin(k, p.columns), four + {c}u, p.columns);
        }
        to_bias_put(0u, four + {c}u, p.columns, total{c});
        @end
    }
}
