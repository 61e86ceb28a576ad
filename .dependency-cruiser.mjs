/**
 * Who may import whom. The table in docs/architecture.md says it in words; each rule has a fixture in test/architecture that breaks it.
 */

const layers = ["hal", "agent", "config", "simulator", "hil", "firmware-images"];
const folder = (...names) => `^(${names.join("|")})/`;
const except = (all, ...some) => all.filter((name) => !some.includes(name));

/** The agent's files that know what is plugged together: the composition with its settings, the program, and the simulated charger's agent. */
const compositionRoots = "^agent/(compose(-clocks|-settings|-charger)?|main)\\.ts$";
const simulatorEntries = ["^simulator/main\\.ts$", "^simulator/.+/main\\.ts$"];

/** The layers and the command line; what else is in bin/ is for development. */
const shipped = [folder(...layers), "^bin/borne\\.mjs$"];

/** Each third-party package and the only place that imports it. */
const packageHomes = {
  serialport: "^hal/links/native/",
  "@serialport/parser-readline": "^hal/links/line-link\\.ts$",
  onoff: "^hal/links/native/",
  "i2c-bus": "^hal/links/native/",
  "better-sqlite3": "^(agent/store/database|hil/station-file)\\.ts$",
  "ocpp-rpc": "^(agent/ocpp/rpc-[^/]+\\.ts$|simulator/csms/)",
  ws: "^(agent/ocpp/|agent/local/live-socket\\.ts$|simulator/)",
  pino: "^agent/runtime/logger\\.ts$",
  zod: "^(config|agent/local/api)/",
  "@peculiar/x509": "^agent/security/x509-library\\.ts$",
  ajv: "^agent/ocpp/validation(/|\\.ts$)",
  "ajv-formats": "^agent/ocpp/validation(/|\\.ts$)",
  "node-pty": "^simulator/wire/pty-pair\\.ts$",
  "basic-ftp": "^agent/files/ftp-transfer\\.ts$",
  "ssh2-sftp-client": "^agent/files/sftp-transfer\\.ts$",
  uplot: "^(simulator/panel/(page|vendor)/|agent/local/web/components/curve\\.tsx$)",
  uqr: "^agent/local/reports/qr-code\\.ts$",
  fastify: "^agent/local/api/app\\.ts$",
  nodemailer: "^agent/local/mail/smtp-library\\.ts$",
  pdfkit: "^agent/local/reports/pdf-library\\.ts$",
  preact: "^agent/local/web/",
  commander: "^bin/borne\\.mjs$",
};

const inPackage = (name) => `^node_modules/(@types/)?${name.replaceAll("/", "(/|__)").replaceAll("-", "\\-")}/`;

const packageRules = Object.entries(packageHomes).map(([name, home]) => ({
  name: `only-its-wrapper-imports-${name.replace("@", "").replace("/", "-")}`,
  comment: `Only ${home} imports ${name}: the rest of the program does not notice when it is replaced.`,
  severity: "error",
  from: { path: shipped, pathNot: home },
  to: { path: inPackage(name) },
}));

const layerRules = [
  {
    name: "core-imports-nothing",
    comment: "hal/core holds the shared words; it knows no layer, no package and no platform.",
    from: { path: "^hal/core/" },
    to: { pathNot: "^hal/core/" },
  },
  {
    name: "domain-is-pure",
    comment: "agent/domain decides with plain values; of the rest of the world it sees hal/core.",
    from: { path: "^agent/domain/" },
    to: { pathNot: "^(agent/domain|hal/core)/" },
  },
  {
    name: "hal-sees-no-upper-layer",
    comment: "Hardware code has never heard of the agent, its settings or the simulator.",
    from: { path: "^hal/" },
    to: { path: folder(...except(layers, "hal")) },
  },
  {
    name: "config-sees-core-only",
    comment: "config describes the settings; no component is imported there.",
    from: { path: "^config/" },
    to: { path: folder(...layers), pathNot: "^(config|hal/core)/" },
  },
  {
    name: "agent-sees-ports-only",
    comment: "The agent asks hardware through hal/ports; only compose.ts and main.ts know what is behind them.",
    from: { path: "^agent/", pathNot: compositionRoots },
    to: { path: "^hal/", pathNot: "^hal/(core|ports)/" },
  },
  {
    name: "composition-root-sees-board-and-host",
    comment: "compose.ts and main.ts build a board and a host; drivers and links stay behind hal/board.",
    from: { path: compositionRoots },
    to: { path: "^hal/", pathNot: "^hal/(core|ports|board|host)/" },
  },
  {
    name: "settings-enter-at-the-composition-root",
    comment: "Components state the settings they need themselves; compose.ts hands them over.",
    from: { path: "^agent/", pathNot: compositionRoots },
    to: { path: "^config/" },
  },
  {
    name: "agent-sees-no-test-bench",
    comment: "The shipped program never contains the simulator or what tests it.",
    from: { path: "^agent/" },
    to: { path: folder("simulator", "hil", "firmware-images") },
  },
  {
    name: "drivers-stay-in-hal",
    comment: "Only hal/board chooses drivers; a simulator that shared them would agree with their mistakes.",
    from: { path: folder(...except(layers, "hal")) },
    to: { path: "^hal/drivers/" },
  },
  {
    name: "simulator-stays-below-drivers",
    comment: "Virtual hardware speaks bytes: hal/core, hal/links, the codecs of hal/wire, the answering end of Modbus.",
    from: { path: "^simulator/", pathNot: simulatorEntries },
    to: { path: "^hal/", pathNot: ["^hal/(core|links|wire|drivers)/", "^hal/modbus/slave-engine\\.ts$"] },
  },
  {
    name: "simulator-entry-sees-no-ports",
    comment: "An entry point starts the real agent; it still replaces wires, not ports.",
    from: { path: simulatorEntries },
    to: { path: "^hal/ports/" },
  },
  {
    name: "simulator-meets-agent-at-its-entry",
    comment: "Only the simulator's entry points start an agent, through its composition entry, and read settings.",
    from: { path: "^simulator/", pathNot: simulatorEntries },
    to: { path: folder("agent", "config", "hil", "firmware-images") },
  },
  {
    name: "simulator-starts-agent-by-composition",
    comment: "What an entry point may take of the agent is its composition entry, and what makes a process of it.",
    from: { path: simulatorEntries },
    to: {
      path: "^agent/",
      pathNot: [compositionRoots, "^agent/runtime/(agent|exit-codes|log-keeper|logger|shutdown)\\.ts$"],
    },
  },
  {
    name: "page-stands-alone",
    comment: "The panel's page runs in a browser and imports nothing of the program.",
    from: { path: "^simulator/panel/page/" },
    to: { pathNot: "^(simulator/panel/(page|vendor)/|node_modules/uplot/)" },
  },
  {
    name: "site-page-stands-alone",
    comment:
      "The page on site runs in a browser: of the program it shares what is pure, and nothing that knows a machine.",
    from: { path: "^agent/local/web/" },
    to: { pathNot: "^(agent/local/web|agent/domain|hal/core|node_modules/(preact|uplot))/" },
  },
  {
    name: "nobody-imports-the-page",
    comment: "The server hands the page out as files; it is no part of the program.",
    from: { path: shipped, pathNot: "^agent/local/web/" },
    to: { path: "^agent/local/web/" },
  },
  {
    name: "hil-knows-the-agent-from-outside",
    comment: "A bench starts the agent as a process and judges it as a black box.",
    from: { path: "^hil/" },
    to: { path: folder(...except(layers, "hil")), pathNot: "^(hal/core|hal/host|hal/drivers|config|simulator)/" },
  },
  {
    name: "images-share-verification-only",
    comment: "The image tools share the manifest and its verification with the agent and nothing else.",
    from: { path: "^firmware-images/" },
    to: {
      path: folder(...except(layers, "firmware-images")),
      pathNot: "^(hal/core/|hal/drivers/|agent/domain/firmware/|agent/firmware/image-verification\\.ts$)",
    },
  },
  {
    name: "program-sees-no-tests",
    comment: "Nothing that ships imports a test or its support.",
    from: { path: shipped },
    to: { path: "^test/" },
  },
].map((rule) => ({ ...rule, severity: "error" }));

const treeRules = [
  {
    name: "no-cycles",
    comment: "Imports point down and never round.",
    from: {},
    to: { circular: true },
  },
  {
    name: "resolves",
    comment: "An import that leads nowhere.",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "no-unknown-package",
    comment: "A package enters with its one wrapper named here and its reason in docs/decisions/0002-dependencies.md.",
    from: { path: shipped },
    to: { path: "^node_modules/", pathNot: Object.keys(packageHomes).map(inPackage) },
  },
  {
    name: "no-development-package",
    comment: "What runs on the device comes from dependencies, not devDependencies.",
    from: { path: folder("hal", "agent", "config") },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
].map((rule) => ({ ...rule, severity: "error" }));

export default {
  forbidden: [...layerRules, ...treeRules, ...packageRules],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^dist/", "^coverage/", "^\\.borne/"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "require", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".cjs", ".json", ".d.ts"],
    },
  },
};
