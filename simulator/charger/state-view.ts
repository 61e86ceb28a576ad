import type { ChargerBoot, ChargerEvse } from "#simulator/charger/charger-boot";
import type { ChargerLife } from "#simulator/charger/charger-life";
import { type Fields, fieldsOf, listField } from "#simulator/csms/payload-fields";

/** All that a harness may ask: the agent's own status, with what only the simulation knows beside it. */
export function stateView(life: ChargerLife, boot: ChargerBoot, isNetworkUp: boolean): object {
  const status = fieldsOf(life.agent.status());
  const csms = fieldsOf(status["csms"]);
  const evses = listField(status, "evses").map(fieldsOf);
  return {
    ...status,
    network: isNetworkUp ? "up" : "down",
    outbox: { depth: csms["queuedFacts"] ?? 0, deadLetters: csms["deadLetters"] ?? 0 },
    evses: boot.evses.map((evse) => evseView(life, evse, evses.find((each) => each["id"] === evse.id) ?? {})),
  };
}

function evseView(life: ChargerLife, evse: ChargerEvse, status: Fields): object {
  const outlet = life.outlet(evse.id);
  const snapshot = life.hardware.station.outlet(evse.id).snapshot();
  const { light, ...rest } = status;
  return {
    ...rest,
    led: light ?? null,
    contactor: snapshot.contactorClosed ? "closed" : "open",
    registerWh: snapshot.register,
    vehicle: snapshot.vehicle,
    errors: life.troubles(evse.id).list(),
    connectors: evse.connectors.map((connector) => ({
      ...connector,
      isPlugged: outlet.connector() === connector.id,
    })),
  };
}
