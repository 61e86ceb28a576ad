import { seconds } from "#hal/core/units";
import type { VirtualRig } from "#test/support/virtual-rig";

/** The station's answer to a request of the back end; a second of virtual time passes. */
export async function ask(rig: VirtualRig, action: string, payload: object): Promise<unknown> {
  const result = rig.csms.call(action, payload);
  await rig.clock.advance(seconds(1));
  return result;
}
