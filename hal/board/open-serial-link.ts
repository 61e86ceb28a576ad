import type { ByteLinkFactory } from "#hal/links/byte-link";
import { SerialportLink } from "#hal/links/native/serialport-link";

/** The links of a real machine: serial ports by their path. Opens nothing yet. */
export const openSerialLink: ByteLinkFactory = (path, settings) => new SerialportLink(path, settings);
