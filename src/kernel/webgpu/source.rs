//! From a kernel's WGSL to one that cubecl launches: bindings, access by fours, unrolled lines.

use burn_cubecl::cubecl;
use cubecl::ir::{AddressType, ElemType, UIntKind, metadata::Info};
use cubecl::prelude::{CubeDim, KernelDefinition, KernelMetadata};
use cubecl::prelude::{ExecutionMode, KernelId, KernelSettings, Scope};
use cubecl::{CubeKernel, PrecompiledSource};

/// Threads of a workgroup of every kernel.
pub const GROUP: u32 = 64;

/// A hand-written kernel: its buffers, its numbers, its WGSL.
///
/// The text sees `p.<name>` for each of `numbers`, and for each buffer `<name>[i]`,
/// `<name>_four(start, four, width)` for the four numbers from `4 * four` of a row that begins at
/// `start`, and in those it writes `<name>_put(start, four, width, value)`; `<name>_count()` is how
/// many numbers it has. A row begins at `begin(row, width)`. What lies beyond the width reads as 0 or is multiplied by 0; what lies
/// beyond the buffer the browser keeps from being read. A buffer named with ` f32` or
/// ` vec4` behind it is one of such, whatever the others are.
///
/// Lines between `@for name = a, b, c` and `@end` are repeated, with `{name}` replaced. Before all
/// that, what each of `words` names is put in its place, so that one text can be several kernels.
#[derive(Debug)]
pub struct Kernel {
    pub name: &'static str,
    pub reads: &'static [&'static str],
    pub writes: &'static [&'static str],
    pub numbers: &'static [&'static str],
    pub words: &'static [(&'static str, &'static str)],
    pub text: &'static str,
}

/// A kernel as it is compiled: once for rows that are whole fours, which are loaded as such, and
/// once for all others. No size is in the text, so that no other batch compiles anything.
#[derive(Debug, Clone, Copy)]
pub struct Compiled {
    pub kernel: &'static Kernel,
    pub fours: bool,
}

impl Compiled {
    fn settings() -> KernelSettings {
        let group = CubeDim::new_1d(GROUP);
        KernelSettings::new(group.0, ExecutionMode::Checked, AddressType::U32)
    }

    fn text(self) -> String {
        let Kernel {
            reads,
            writes,
            numbers,
            words,
            text,
            ..
        } = self.kernel;
        let text = words.iter().fold(text.to_string(), |text, (word, place)| {
            text.replace(word, place)
        });
        let mut all = String::new();
        let buffers = reads.iter().map(|name| (name, "read"));
        let buffers = buffers.chain(writes.iter().map(|name| (name, "read_write")));
        for (at, (name, access)) in buffers.enumerate() {
            let (name, fours) = match name.split_once(' ') {
                Some((name, element)) => (name, element == "vec4"),
                None => (*name, self.fours),
            };
            let element = if fours { "vec4<f32>" } else { "f32" };
            all += &format!(
                "@group(0) @binding({at}) var<storage, {access}> {name}: array<{element}>;\n"
            );
            let reading = if fours { FOUR } else { SINGLE };
            all += &reading.replace("NAME", name);
            if access == "read_write" {
                let writing = if fours { PUT_FOUR } else { PUT_SINGLE };
                all += &writing.replace("NAME", name);
            }
        }
        let at = reads.len() + writes.len();
        let fields: String = numbers
            .iter()
            .map(|name| format!("{name}: u32, "))
            .collect();
        all += &format!("struct Numbers {{ {fields} }}\n");
        all += &format!("@group(0) @binding({at}) var<uniform> p: Numbers;\n");
        all += if self.fours { BEGIN_FOUR } else { BEGIN_SINGLE };
        all + &unrolled(&text.lines().collect::<Vec<_>>())
    }
}

const FOUR: &str = "
fn NAME_count() -> u32 { return 4u * arrayLength(&NAME); }
fn NAME_four(start: u32, four: u32, width: u32) -> vec4<f32> { return NAME[start + four]; }
";
const SINGLE: &str = "
fn NAME_count() -> u32 { return arrayLength(&NAME); }
fn NAME_four(start: u32, four: u32, width: u32) -> vec4<f32> {
    let i = start + 4u * four;
    let inside = 4u * four + vec4(0u, 1u, 2u, 3u) < vec4(width);
    return select(vec4(0.0), vec4(NAME[i], NAME[i + 1u], NAME[i + 2u], NAME[i + 3u]), inside);
}
";
const PUT_FOUR: &str = "
fn NAME_put(start: u32, four: u32, width: u32, value: vec4<f32>) {
    if 4u * four < width { NAME[start + four] = value; }
}
";
const PUT_SINGLE: &str = "
fn NAME_put(start: u32, four: u32, width: u32, value: vec4<f32>) {
    let i = start + 4u * four;
    if 4u * four < width { NAME[i] = value.x; }
    if 4u * four + 1u < width { NAME[i + 1u] = value.y; }
    if 4u * four + 2u < width { NAME[i + 2u] = value.z; }
    if 4u * four + 3u < width { NAME[i + 3u] = value.w; }
}
";
const BEGIN_FOUR: &str = "fn begin(row: u32, width: u32) -> u32 { return row * (width / 4u); }\n";
const BEGIN_SINGLE: &str = "fn begin(row: u32, width: u32) -> u32 { return row * width; }\n";

/// The text with what stands between `@for` and `@end` repeated, the outer loops first.
fn unrolled(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        let Some(header) = line.trim().strip_prefix("@for ") else {
            text += line;
            text.push('\n');
            continue;
        };
        let mut depth = 1;
        let first = at;
        while depth > 0 {
            match lines[at].trim() {
                "@end" => depth -= 1,
                inner if inner.starts_with("@for ") => depth += 1,
                _ => {}
            }
            at += 1;
        }
        let body = unrolled(&lines[first..at - 1]);
        let (name, values) = header.split_once(" = ").expect("@for name = values");
        for value in values.split(", ") {
            text += &body.replace(&format!("{{{name}}}"), value);
        }
    }
    text
}

impl KernelMetadata for Compiled {
    fn name(&self) -> &'static str {
        self.kernel.name
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info((self.kernel.name, self.fours))
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl CubeKernel for Compiled {
    /// Empty: the text is the kernel.
    fn define(&self) -> KernelDefinition {
        let settings = Self::settings();
        KernelDefinition {
            body: Scope::root(settings.clone()),
            settings,
            info: Info::default(),
        }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(PrecompiledSource {
            source: self.text(),
            entrypoint_name: "main".to_owned(),
            lang: "wgsl",
        })
    }
}
