// out = finish(x · weight + bias): eight rows, two fours of columns a thread.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
    let thread = id.x + id.y * groups.x * 64u;
    let across = (p.columns + 7u) / 8u;
    let row = thread / across * 8u;
    let four = thread % across * 2u;
    if row >= p.rows { return; }
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    let x{r} = begin(min(row + {r}u, p.rows - 1u), p.inner);
    var sum{r}_0 = vec4<f32>();
    var sum{r}_1 = vec4<f32>();
    @end
    for (var k = 0u; 4u * k < p.inner; k++) {
        @for r = 0, 1, 2, 3, 4, 5, 6, 7
        let a{r} = x_four(x{r}, k, p.inner);
        @end
        @for q = 0, 1, 2, 3
        let w{q} = begin(4u * k + {q}u, p.columns);
        @for c = 0, 1
        let b{q}_{c} = weight_four(w{q}, four + {c}u, p.columns);
        @for r = 0, 1, 2, 3, 4, 5, 6, 7
        sum{r}_{c} += a{r}[{q}] * b{q}_{c};
        @end
        @end
        @end
    }
    let relu = vec4(p.relu == 1u);
    @for c = 0, 1
    let bias{c} = bias_four(0u, four + {c}u, p.columns);
    @for r = 0, 1, 2, 3, 4, 5, 6, 7
    if row + {r}u < p.rows {
        let done = sum{r}_{c} + bias{c};
        let start = begin(row + {r}u, p.columns);
        // Not max(): what is no number stays none.
        out_put(start, four + {c}u, p.columns, select(done, vec4(0.0), relu & (done < vec4(0.0))));
    }
    @end
    @end
}
