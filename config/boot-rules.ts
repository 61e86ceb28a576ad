import type { Boot, BootAbilities } from "#config/boot";
import type { ConfigMistake } from "#config/mistake";

type Finding = readonly [path: string, message: string];

/** What no single field shows: fields that contradict each other, and what this program cannot do. */
export function bootRuleMistakes(file: string, boot: Boot, abilities: BootAbilities): readonly ConfigMistake[] {
  const findings = [
    ...versionMistakes(boot, abilities),
    ...csmsMistakes(boot, abilities),
    ...numberMistakes(boot),
    ...limitMistakes(boot),
    ...signedMistakes(boot),
    ...abilities.keyMistakes(boot.configurationKeys).map(([key, why]): Finding => [`configurationKeys.${key}`, why]),
  ];
  return findings.map(([path, message]) => ({ file, path, message }));
}

function versionMistakes({ ocppVersions }: Boot, { versions }: BootAbilities): readonly Finding[] {
  if (ocppVersions.some((version) => versions.includes(version))) return [];
  return [["ocppVersion", `names no version that is spoken; spoken is ${versions.join(", ")}`]];
}

function csmsMistakes({ csms }: Boot, { securityProfiles }: BootAbilities): readonly Finding[] {
  const { securityProfile, url, basicAuthPassword } = csms;
  if (!securityProfiles.includes(securityProfile))
    return [["csms.securityProfile", `this profile is not spoken; spoken are ${securityProfiles.join(", ")}`]];
  const findings: Finding[] = [];
  const scheme = securityProfile >= 2 ? "wss:" : "ws:";
  if (new URL(url).protocol !== scheme)
    findings.push(["csms.url", `must begin with ${scheme}// for security profile ${String(securityProfile)}`]);
  if ((securityProfile === 1 || securityProfile === 2) && basicAuthPassword === "")
    findings.push(["csms.basicAuthPassword", `is missing; security profile ${String(securityProfile)} needs it`]);
  return findings;
}

/** OCPP numbers EVSEs and connectors from 1 without gaps. */
function numberMistakes({ evses }: Boot): readonly Finding[] {
  return evses.flatMap(({ id, connectors }, place) => {
    const path = `evses[${String(place)}]`;
    const ids = connectors.flatMap((connector, index): readonly Finding[] =>
      connector.id === index + 1
        ? []
        : [[`${path}.connectors[${String(index)}].id`, `must be ${String(index + 1)}: connectors count from 1`]],
    );
    const own: Finding = [`${path}.id`, `must be ${String(place + 1)}: EVSEs count from 1 in their order`];
    return id === place + 1 ? ids : [own, ...ids];
  });
}

/** IEC 61851-1: the pilot cannot offer less than 6 A. */
function limitMistakes({ simulation }: Boot): readonly Finding[] {
  const { watts, phases, voltage } = simulation.defaultChargingLimit;
  if (watts / (phases * voltage) >= 6) return [];
  return [["simulation.defaultChargingLimit.watts", "is less than 6 A at this voltage and number of phases"]];
}

function signedMistakes({ simulation }: Boot): readonly Finding[] {
  const { signedMeterValues, signedMeterValueAtStart } = simulation;
  const why = "signed meter values are not made by this charger";
  return [
    ...(signedMeterValues.start === "" ? [] : [["simulation.signedMeterValues.start", why] as const]),
    ...(signedMeterValues.stop === "" ? [] : [["simulation.signedMeterValues.stop", why] as const]),
    ...(signedMeterValueAtStart ? [["simulation.signedMeterValueAtStart", why] as const] : []),
  ];
}
