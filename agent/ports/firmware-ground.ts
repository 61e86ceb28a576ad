import type { ImageFile } from "#agent/ports/firmware-image";
import type { FirmwareInstaller } from "#agent/ports/firmware-installer";

/** What a machine has to have to be given new firmware. */
export interface FirmwareGround {
  readonly installer: FirmwareInstaller;
  readonly image: ImageFile;
}

/** What of the strict rules is not asked for here; nothing unless given. */
export interface FirmwarePolicy {
  /** Takes firmware without a signature (UpdateFirmware of OCPP 1.6), up to security profile 1. */
  readonly allowUnsigned?: boolean;
  /** Takes RSA signatures with the padding of PKCS#1 v1.5. */
  readonly allowOldPadding?: boolean;
  /** Takes a signer whose certificate names no purpose. */
  readonly allowMissingPurpose?: boolean;
}
