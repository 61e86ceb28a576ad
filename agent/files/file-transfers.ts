import { createRequire } from "node:module";
import type { AbortSignalLike, Clock } from "#hal/core/clock";
import { assertNever } from "#hal/core/assert-never";
import { refused } from "#hal/core/outcome";
import { type Millis, seconds } from "#hal/core/units";
import type { Download, FileTransfer, FileTransferProtocol, Upload } from "#agent/ports/file-transfer";
import { KnownHostsFile } from "#agent/files/known-hosts";
import type { ProtocolTransfer } from "#agent/files/protocol-transfer";
import { tlsTrust } from "#agent/files/tls-trust";
import { readAddress, type TransferAddress } from "#agent/files/transfer-address";
import { runTransfer, type TransferOutcome, type TransferRun } from "#agent/files/transfer-run";

export interface FileTransfersOptions {
  /** Real time. */
  readonly clock: Clock;
  /** Certificates in PEM that are believed beside those of the platform; asked at each transfer. */
  readonly ownRoots: () => readonly string[];
  /** Where the keys of SSH servers are kept. */
  readonly knownHostsFile: string;
  /** How long nothing may move. */
  readonly stall?: Millis;
  /** Whether the optional package for SFTP is there. */
  readonly isSftpInstalled?: boolean;
}

const STALL = seconds(60);

/** Files over whatever the location names. A protocol's program is loaded when the first transfer needs it. */
export class FileTransfers implements FileTransfer {
  readonly protocols: readonly FileTransferProtocol[];
  readonly #options: FileTransfersOptions;

  constructor(options: FileTransfersOptions) {
    this.#options = options;
    const isSftpInstalled = options.isSftpInstalled ?? isInstalled("ssh2-sftp-client");
    this.protocols = ["HTTP", "HTTPS", "FTP", "FTPS", ...(isSftpInstalled ? (["SFTP"] as const) : [])];
  }

  download(request: Download, abort: AbortSignalLike): Promise<TransferOutcome> {
    return this.#transfer(request.location, abort, (protocol, address, run) =>
      protocol.download(request, address, run),
    );
  }

  upload(request: Upload, abort: AbortSignalLike): Promise<TransferOutcome> {
    return this.#transfer(request.location, abort, (protocol, address, run) => protocol.upload(request, address, run));
  }

  async #transfer(
    location: string,
    abort: AbortSignalLike,
    work: (protocol: ProtocolTransfer, address: TransferAddress, run: TransferRun) => Promise<number>,
  ): Promise<TransferOutcome> {
    const address = readAddress(location);
    if (!address.ok) return address;
    const { protocol } = address.value;
    if (!this.protocols.includes(protocol))
      return refused({ kind: "notOffered", detail: `${protocol} is not installed here`, isFinal: true });
    const { clock, stall = STALL } = this.#options;
    return runTransfer({ clock, stall, abort, address: address.value }, async (run) =>
      work(await this.#load(protocol), address.value, run),
    );
  }

  async #load(protocol: FileTransferProtocol): Promise<ProtocolTransfer> {
    const { ownRoots, knownHostsFile } = this.#options;
    const trust = () => tlsTrust(ownRoots());
    switch (protocol) {
      case "HTTP":
      case "HTTPS":
        return new (await import("#agent/files/http-transfer")).HttpTransfer(trust);
      case "FTP":
      case "FTPS":
        return new (await import("#agent/files/ftp-transfer")).FtpTransfer(trust);
      case "SFTP":
        return new (await import("#agent/files/sftp-transfer")).SftpTransfer(new KnownHostsFile(knownHostsFile));
      default:
        return assertNever(protocol);
    }
  }
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
