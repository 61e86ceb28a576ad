import type { MeterModel } from "#hal/drivers/modbus-meter/meter-model";
import { abbB23 } from "#hal/drivers/modbus-meter/models/abb";
import { cgEm340 } from "#hal/drivers/modbus-meter/models/carlo-gavazzi";
import { eastronSdm630V2, eastronSdm72dmV2 } from "#hal/drivers/modbus-meter/models/eastron";
import { schneiderIem3155 } from "#hal/drivers/modbus-meter/models/schneider";

const models: readonly MeterModel[] = [eastronSdm630V2, eastronSdm72dmV2, cgEm340, abbB23, schneiderIem3155];

/** What board files may name as a meter's model. */
export const meterModelIds: readonly string[] = models.map(({ id }) => id);

export function meterModel(id: string): MeterModel | undefined {
  return models.find((model) => model.id === id);
}
