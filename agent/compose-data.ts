import type { Clock } from "#hal/core/clock";
import type { Log } from "#hal/core/log";
import { millis } from "#hal/core/units";
import type { Component } from "#hal/core/component";
import { composeLogbookMessages } from "#agent/compose-logbook";
import { composePnc } from "#agent/compose-pnc";
import type { AgentSettings } from "#agent/compose-settings";
import type { Security } from "#agent/compose-security";
import type { ContractDesk } from "#agent/control/contract-desk";
import { CostKeeper } from "#agent/control/cost-keeper";
import { costView } from "#agent/control/cost-view";
import type { EvseController } from "#agent/control/evse-controller";
import type { LogbookDesk } from "#agent/control/logbook-desk";
import { priceSettings, timeOffsets } from "#agent/control/price-settings";
import type { StationMeters } from "#agent/control/station-meters";
import { UnplugTeller } from "#agent/control/unplug-teller";
import { UserPrices } from "#agent/control/user-prices";
import type { Variables } from "#agent/control/variables";
import type { IdToken } from "#agent/domain/authorization/id-token";
import { connectorUnplugged, costMessages } from "#agent/ocpp/data-transfer/cost-messages";
import { DataDesk } from "#agent/ocpp/data-transfer/data-desk";
import type { CsmsClient } from "#agent/ports/csms-client";
import type { StationStore } from "#agent/ports/station-store";

interface DataGround {
  readonly evses: readonly EvseController[];
  readonly variables: Variables;
  readonly meters: StationMeters;
  readonly platform: {
    readonly clock: Clock;
    readonly log: Log;
    readonly store: StationStore;
    readonly bootId: string;
  };
  /** Made later than this. */
  readonly csms: () => Pick<CsmsClient, "isOnline" | "changes" | "transferData">;
  readonly security: Security;
  readonly logbook: LogbookDesk;
  readonly settings: Pick<AgentSettings, "station">;
  readonly background: (name: string, work: Promise<void>) => void;
  readonly onStorageFailure: (error: unknown) => void;
}

/** Messages outside the standard, and what they are about. */
export interface VendorData {
  readonly dataDesk: DataDesk;
  readonly contracts: ContractDesk;
  readonly components: readonly Component[];
  /** Resolves when a token that may charge has its price, or has waited long enough for it. */
  untilPriced(token: IdToken): Promise<void>;
  costOf(evse: EvseController): object;
}

export function composeData(ground: DataGround): VendorData {
  const { variables, platform, csms } = ground;
  const userPrices = new UserPrices(platform.clock);
  const costs = makeCosts(ground, userPrices);
  const logbook = composeLogbookMessages(ground);
  const pnc = composePnc({ ...ground, serialNumber: ground.settings.station.serialNumber });
  const log = platform.log.child({ part: "data-transfer" });
  return {
    contracts: pnc.contracts,
    components: [costs, logbook.teller, ...pnc.components],
    dataDesk: new DataDesk([costMessages(costs, () => timeOffsets(variables)), pnc.vendor, logbook.vendor], log),
    untilPriced: (token) =>
      csms().isOnline()
        ? userPrices.awaited(token, millis(variables.get("waitForSetUserPriceTimeout")))
        : Promise.resolve(),
    costOf: (evse) =>
      costView({
        outlet: costs.outlet(evse.id),
        session: evse.state().session,
        settings: priceSettings(variables),
        isOnline: csms().isOnline(),
        userPriceOf: (token) => userPrices.find(token),
      }),
  };
}

function makeCosts(ground: DataGround, userPrices: UserPrices): CostKeeper {
  const { evses, variables, meters, platform, csms, background, onStorageFailure } = ground;
  const { clock, store, bootId } = platform;
  const log = platform.log.child({ part: "costs" });
  const unplugs = new UnplugTeller({
    store: store.costs,
    sessions: store.sessions,
    mayTell: () => csms().isOnline() && store.facts.depth() === 0,
    tell: (csmsNumber, at) => csms().transferData(connectorUnplugged(csmsNumber, at)),
    onTold: (id) => {
      costs.unpluggedTold(id);
    },
    clock,
    log,
    background,
  });
  const costs = new CostKeeper({
    evses,
    store: store.costs,
    sessions: store.sessions,
    bootId,
    userPrices,
    unplugs,
    meters,
    isOnline: () => csms().isOnline(),
    settings: () => {
      const { charging } = priceSettings(variables);
      return {
        isIdleBilled: variables.get("customIdleFeeAfterStop"),
        ...(charging === undefined ? {} : { charging }),
      };
    },
    clock,
    log,
    onStorageFailure,
  });
  return costs;
}
