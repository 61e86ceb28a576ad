/** A tree of plain JSON values. Its branches have the same names wherever it is told: in HTTP, on the WebSocket and in messages. */
export type Tree = Readonly<Record<string, unknown>>;
/** Path to new value; null where the branch is gone. */
export type Changes = Readonly<Record<string, unknown>>;

/** Branches that are told as a whole, by their first name; those below `evses` by number and second name. */
const LIST = "evses";

/** The topics of a tree: `csms`, `faults`, `evses/1/meter` and so on. */
export function topicsOf(tree: Tree): ReadonlyMap<string, unknown> {
  const topics = new Map<string, unknown>();
  for (const [name, branch] of Object.entries(tree)) {
    if (name === LIST && isTree(branch)) addOutlets(topics, branch);
    else topics.set(name, branch);
  }
  return topics;
}

function addOutlets(topics: Map<string, unknown>, outlets: Tree): void {
  for (const [id, outlet] of Object.entries(outlets)) {
    if (!isTree(outlet)) continue;
    for (const [name, value] of Object.entries(outlet)) topics.set(`${LIST}/${id}/${name}`, value);
  }
}

/** What is different in `after`; undefined when nothing is. */
export function changesBetween(before: Tree, after: Tree): Changes | undefined {
  const known = topicsOf(before);
  const next = topicsOf(after);
  const changed = [...next].filter(([topic, value]) => JSON.stringify(known.get(topic)) !== JSON.stringify(value));
  const gone = [...known.keys()].filter((topic) => !next.has(topic)).map((topic) => [topic, null] as const);
  const all = [...changed, ...gone];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** The tree after the changes, for whoever was told. */
export function withChanges(tree: Tree, changes: Changes): Tree {
  return Object.entries(changes).reduce((whole, [topic, value]) => withBranch(whole, topic.split("/"), value), tree);
}

function withBranch(tree: Tree, [name, ...deeper]: readonly string[], value: unknown): Tree {
  if (name === undefined || name === "__proto__") return tree;
  if (deeper.length === 0) return { ...tree, [name]: value };
  const branch = tree[name];
  return { ...tree, [name]: withBranch(isTree(branch) ? branch : {}, deeper, value) };
}

/** The value at a path such as `evses/1/meter`; undefined when there is none. */
export function branchOf(tree: Tree, path: string): unknown {
  let found: unknown = tree;
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (!isTree(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
