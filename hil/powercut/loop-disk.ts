import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type RootRights, runAsRoot } from "#hil/powercut/root-rights";

export interface LoopDiskOptions {
  /** On a real disk; the image and the mount point are made there. */
  readonly directory: string;
  readonly rights: RootRights;
  readonly megabytes?: number;
}

/**
 * EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: nothing more reaches the disk, not even the file system's own log. The call is no instant: first
 * the file system refuses, later its log does, and a flush in between is answered as if it had been done. So it says when it begins.
 */
const SHUTDOWN = `
  use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
  open(my $mount, "<", $ARGV[0]) or die "open: $!";
  my $flag = pack("L", 2);
  my $begin = clock_gettime(CLOCK_MONOTONIC);
  defined ioctl($mount, 0x8004587d, $flag) or die "ioctl: $!";
  printf "%.0f", $begin * 1e9;`;

/** Of /sys/block/<device>/stat (Documentation/block/stat.rst): sectors of 512 bytes written, and flushes, since the device is there. */
const SECTORS_WRITTEN = 6;
const FLUSHES = 15;

/** An ext4 file system in a file, whose power can be cut. */
export class LoopDisk {
  readonly mountPoint: string;
  readonly #rights: RootRights;
  readonly #image: string;
  readonly #device: string;

  /** Makes and mounts it. Throws AgentError `root.failed`. */
  constructor({ directory, rights, megabytes = 48 }: LoopDiskOptions) {
    this.#rights = rights;
    this.#image = join(directory, "disk.img");
    this.mountPoint = join(directory, "disk");
    mkdirSync(this.mountPoint, { recursive: true });
    const file = openSync(this.#image, "w");
    ftruncateSync(file, megabytes * 1024 * 1024);
    closeSync(file);
    this.#run("mkfs.ext4", "-q", "-F", this.#image);
    this.#device = this.#run("losetup", "--show", "-f", this.#image);
    this.mount();
    this.#run("chmod", "0777", this.mountPoint);
  }

  /** `commit=1`: the file system writes its log each second, so that a cut finds it in the middle more often. */
  mount(): void {
    this.#run("mount", "-o", "noatime,commit=1", this.#device, this.mountPoint);
  }

  /** Gives the time of the machine's monotonic clock, in nanoseconds, at which the cut began. */
  cutPower(): bigint {
    return BigInt(this.#run("perl", "-e", SHUTDOWN, this.mountPoint));
  }

  unmount(): void {
    this.#run("umount", this.mountPoint);
  }

  /** Writes down what is still in memory, then tells what the device has taken since it is there. */
  written(): { readonly bytes: number; readonly flushes: number } {
    this.#run("sync", "-f", this.mountPoint);
    const fields = readFileSync(`/sys/block/${basename(this.#device)}/stat`, "utf8")
      .trim()
      .split(/\s+/)
      .map(Number);
    return { bytes: (fields[SECTORS_WRITTEN] ?? Number.NaN) * 512, flushes: fields[FLUSHES] ?? Number.NaN };
  }

  /** Nothing of it is left, also when it is not mounted. */
  destroy(): void {
    try {
      this.unmount();
    } catch {
      // Somebody was quicker: what counts is that the device can go.
    }
    this.#run("losetup", "-d", this.#device);
    rmSync(this.#image, { force: true });
  }

  #run(...command: readonly string[]): string {
    return runAsRoot(this.#rights, command);
  }
}
