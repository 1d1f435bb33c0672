/** The languages of code blocks: what a model may call them, their name for a person, and their grammar's id. */

export interface CodeLanguage {
  readonly name: string
  /** Null when there is no grammar: the code is shown plain under its name. */
  readonly grammar: string | null
}

/** `grammar: name, alias, alias…`; the grammar's own id is an alias too. */
const table = `
asm: Assembly, assembly, nasm, x86asm, s
bash: Shell, sh, shell, zsh, shellscript, console, shell-session, terminal
bat: Batch, batch, cmd
c: C, h
clojure: Clojure, clj, cljs, edn
cmake: CMake
cpp: C++, c++, cc, cxx, hpp, arduino, ino
csharp: C#, cs, c#, dotnet
css: CSS
csv: CSV
dart: Dart, flutter
diff: Diff, patch
docker: Dockerfile, dockerfile, containerfile
dotenv: .env, env
elixir: Elixir, ex, exs
erlang: Erlang, erl
fish: fish
fsharp: F#, fs, f#
go: Go, golang
graphql: GraphQL, gql
groovy: Groovy, gradle
haskell: Haskell, hs
hcl: HCL, terraform, tf
html: HTML, htm, xhtml
http: HTTP
ini: INI, conf, cfg, properties
java: Java
javascript: JavaScript, js, mjs, cjs, node
json: JSON, jsonl, ndjson
jsonc: JSON, json5
jsx: JSX
julia: Julia, jl
kotlin: Kotlin, kt, kts
latex: LaTeX, tex
less: Less
lua: Lua
makefile: Makefile, make, mk
markdown: Markdown, md, mdx
matlab: MATLAB, octave
mermaid: Mermaid
nginx: nginx
nix: Nix
ocaml: OCaml, ml
perl: Perl, pl
php: PHP
powershell: PowerShell, ps, ps1, pwsh
prolog: Prolog
proto: Protocol Buffers, protobuf
python: Python, py, python3, py3, pycon, ipython, jupyter
r: R, rlang
regex: Regular expression, regexp
ruby: Ruby, rb
rust: Rust, rs
scala: Scala
scss: SCSS, sass
solidity: Solidity, sol
sql: SQL, mysql, postgresql, postgres, pgsql, psql, sqlite, plsql, tsql
svelte: Svelte
swift: Swift
toml: TOML
tsx: TSX
typescript: TypeScript, ts, mts, cts
verilog: Verilog, systemverilog, sv
vhdl: VHDL
viml: Vim script, vim, vimscript
vue: Vue
wasm: WebAssembly, wat
wgsl: WGSL
xml: XML, svg, xsl, plist
yaml: YAML, yml
zig: Zig
`

const languageByAlias = new Map<string, CodeLanguage>()
for (const row of table.trim().split('\n')) {
  const [grammar = '', names = ''] = row.split(': ')
  const [name = grammar, ...aliases] = names.split(', ')
  for (const alias of [grammar, ...aliases]) languageByAlias.set(alias, { name, grammar })
}

const plain: ReadonlySet<string> = new Set([
  '',
  'text',
  'txt',
  'plain',
  'plaintext',
  'none',
  'output',
  'ascii',
])

/** Null when a fence names no language. `info` is what follows the fence: a language, then anything. */
export const codeLanguage = (info: string): CodeLanguage | null => {
  const written = /^[^\s{,;:]*/.exec(info)?.[0] ?? ''
  const alias = written.toLowerCase()
  if (plain.has(alias)) return null
  return languageByAlias.get(alias) ?? { name: written.slice(0, 30), grammar: null }
}
