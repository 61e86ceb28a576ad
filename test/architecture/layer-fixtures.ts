/** One import in one file. */
export interface Import {
  readonly file: string;
  readonly imports: string;
}

/** Files that the fixtures below import; they import nothing themselves. */
export const targets: readonly string[] = [
  "hal/core/units.ts",
  "hal/ports/board.ts",
  "hal/links/byte-link.ts",
  "hal/wire/crc16.ts",
  "hal/drivers/modbus-meter.ts",
  "hal/board/build-board.ts",
  "hal/host/system-clock.ts",
  "hal/modbus/modbus-bus.ts",
  "hal/modbus/slave-engine.ts",
  "config/load.ts",
  "agent/domain/command.ts",
  "agent/domain/firmware/manifest.ts",
  "agent/firmware/image-verification.ts",
  "agent/control/station.ts",
  "agent/local/web/page.ts",
  "simulator/world/vehicle.ts",
  "hil/bench.ts",
  "firmware-images/build.ts",
  "test/support/fake-meter.ts",
];

/** For every rule of .dependency-cruiser.mjs an import that it must report. */
export const violations: Readonly<Record<string, Import>> = {
  "core-imports-nothing": { file: "hal/core/reads-files.ts", imports: "node:fs" },
  "domain-is-pure": { file: "agent/domain/reads-files.ts", imports: "node:fs" },
  "hal-sees-no-upper-layer": { file: "hal/drivers/knows-agent.ts", imports: "#agent/control/station" },
  "config-sees-core-only": { file: "config/knows-hal.ts", imports: "#hal/ports/board" },
  "agent-sees-ports-only": { file: "agent/control/knows-links.ts", imports: "#hal/links/byte-link" },
  "composition-root-sees-board-and-host": { file: "agent/compose.ts", imports: "#hal/links/byte-link" },
  "settings-enter-at-the-composition-root": { file: "agent/control/reads-config.ts", imports: "#config/load" },
  "agent-sees-no-test-bench": { file: "agent/control/simulates.ts", imports: "#simulator/world/vehicle" },
  "drivers-stay-in-hal": { file: "simulator/devices/shares-driver.ts", imports: "#hal/drivers/modbus-meter" },
  "simulator-stays-below-drivers": { file: "simulator/devices/masters-bus.ts", imports: "#hal/modbus/modbus-bus" },
  "simulator-entry-sees-no-ports": { file: "simulator/main.ts", imports: "#hal/ports/board" },
  "simulator-meets-agent-at-its-entry": { file: "simulator/devices/knows-agent.ts", imports: "#agent/control/station" },
  "simulator-starts-agent-by-composition": { file: "simulator/fleet/main.ts", imports: "#agent/control/station" },
  "page-stands-alone": { file: "simulator/panel/page/knows-core.ts", imports: "#hal/core/units" },
  "site-page-stands-alone": { file: "agent/local/web/knows-control.ts", imports: "#agent/control/station" },
  "nobody-imports-the-page": { file: "agent/local/knows-page.ts", imports: "#agent/local/web/page" },
  "hil-knows-the-agent-from-outside": { file: "hil/scenarios/looks-inside.ts", imports: "#agent/control/station" },
  "images-share-verification-only": { file: "firmware-images/knows-agent.ts", imports: "#agent/control/station" },
  "program-sees-no-tests": { file: "agent/control/uses-fake.ts", imports: "#test/support/fake-meter" },
  "no-cycles": { file: "hal/wire/about.ts", imports: "#hal/wire/round" },
  resolves: { file: "hal/wire/leads-nowhere.ts", imports: "#hal/wire/missing" },
  "no-unknown-package": { file: "agent/control/uses-left-pad.ts", imports: "left-pad" },
  "no-development-package": { file: "agent/control/uses-sinon.ts", imports: "sinon" },
  "only-its-wrapper-imports-serialport": { file: "hal/drivers/uses-serialport.ts", imports: "serialport" },
  "only-its-wrapper-imports-serialport-parser-readline": {
    file: "hal/links/native/uses-parser.ts",
    imports: "@serialport/parser-readline",
  },
  "only-its-wrapper-imports-onoff": { file: "hal/drivers/uses-onoff.ts", imports: "onoff" },
  "only-its-wrapper-imports-i2c-bus": { file: "hal/links/uses-i2c.ts", imports: "i2c-bus" },
  "only-its-wrapper-imports-better-sqlite3": { file: "agent/store/uses-sqlite.ts", imports: "better-sqlite3" },
  "only-its-wrapper-imports-ocpp-rpc": { file: "agent/ocpp/dialects/uses-rpc.ts", imports: "ocpp-rpc" },
  "only-its-wrapper-imports-ws": { file: "agent/local/uses-ws.ts", imports: "ws" },
  "only-its-wrapper-imports-pino": { file: "agent/control/uses-pino.ts", imports: "pino" },
  "only-its-wrapper-imports-zod": { file: "agent/local/uses-zod.ts", imports: "zod" },
  "only-its-wrapper-imports-peculiar-x509": { file: "agent/ocpp/uses-x509.ts", imports: "@peculiar/x509" },
  "only-its-wrapper-imports-ajv": { file: "agent/local/uses-ajv.ts", imports: "ajv" },
  "only-its-wrapper-imports-ajv-formats": { file: "agent/ocpp/dialects/uses-formats.ts", imports: "ajv-formats" },
  "only-its-wrapper-imports-node-pty": { file: "simulator/devices/uses-pty.ts", imports: "node-pty" },
  "only-its-wrapper-imports-uplot": { file: "simulator/world/uses-uplot.ts", imports: "uplot" },
  "only-its-wrapper-imports-basic-ftp": { file: "agent/control/uses-basic-ftp.ts", imports: "basic-ftp" },
  "only-its-wrapper-imports-ssh2-sftp-client": { file: "agent/control/uses-sftp.ts", imports: "ssh2-sftp-client" },
  "only-its-wrapper-imports-uqr": { file: "agent/local/uses-uqr.ts", imports: "uqr" },
  "only-its-wrapper-imports-fastify": { file: "agent/local/api/uses-fastify.ts", imports: "fastify" },
  "only-its-wrapper-imports-pdfkit": { file: "agent/local/reports/uses-pdfkit.ts", imports: "pdfkit" },
  "only-its-wrapper-imports-preact": { file: "agent/local/uses-preact.ts", imports: "preact" },
  "only-its-wrapper-imports-commander": { file: "agent/runtime/uses-commander.ts", imports: "commander" },
};

/** What completes the circle of `no-cycles`. */
export const otherHalfOfTheCycle: Import = { file: "hal/wire/round.ts", imports: "#hal/wire/about" };

/** Imports that the layers are meant for; no rule may report one of these. */
export const allowed: readonly Import[] = [
  { file: "hal/core/clock.ts", imports: "#hal/core/units" },
  { file: "hal/drivers/reads-board.ts", imports: "#hal/ports/board" },
  { file: "hal/links/line-link.ts", imports: "@serialport/parser-readline" },
  { file: "hal/links/native/serial-byte-link.ts", imports: "serialport" },
  { file: "config/schema.ts", imports: "zod" },
  { file: "config/reads-file.ts", imports: "node:fs" },
  { file: "agent/domain/decides.ts", imports: "#hal/core/units" },
  { file: "agent/control/asks-board.ts", imports: "#hal/ports/board" },
  { file: "agent/main.ts", imports: "#config/load" },
  { file: "agent/store/database.ts", imports: "better-sqlite3" },
  { file: "agent/ocpp/rpc-csms-link.ts", imports: "ocpp-rpc" },
  { file: "agent/ocpp/validation/schema-compiler.ts", imports: "ajv" },
  { file: "agent/local/live-socket.ts", imports: "ws" },
  { file: "agent/security/x509-library.ts", imports: "@peculiar/x509" },
  { file: "agent/runtime/logger.ts", imports: "pino" },
  { file: "simulator/devices/virtual-meter.ts", imports: "#hal/wire/crc16" },
  { file: "simulator/devices/answers-modbus.ts", imports: "#hal/modbus/slave-engine" },
  { file: "simulator/wire/pty-pair.ts", imports: "node-pty" },
  { file: "simulator/panel/main.ts", imports: "#agent/compose" },
  { file: "simulator/panel/page/chart.ts", imports: "uplot" },
  { file: "hil/scenarios/plugs-in.ts", imports: "#simulator/world/vehicle" },
  { file: "firmware-images/sign.ts", imports: "#agent/domain/firmware/manifest" },
  { file: "test/unit/anything.test.ts", imports: "#hal/drivers/modbus-meter" },
];
