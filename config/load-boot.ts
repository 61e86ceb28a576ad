import { dirname, resolve } from "node:path";
import { accepted, type Outcome, refused } from "#hal/core/outcome";
import type { Boot, BootAbilities } from "#config/boot";
import { bootRuleMistakes } from "#config/boot-rules";
import { bootSchema } from "#config/boot-schema";
import { loadBootCertificates } from "#config/load-certificates";
import { checkShape } from "#config/check-shape";
import type { ConfigMistake } from "#config/mistake";
import { readJson } from "#config/read-json";

/** Reads a boot file, or tells every mistake in it. A relative `stateDir` is relative to the file. */
export function loadBoot(file: string, abilities: BootAbilities): Outcome<Boot, readonly ConfigMistake[]> {
  const json = readJson(file);
  if (!json.ok) return json;
  const shape = checkShape(file, bootSchema, json.value);
  if (!shape.ok) return shape;
  const certificates = loadBootCertificates(file, shape.value);
  const { ocppVersion, ...rest } = shape.value;
  const wanted = typeof ocppVersion === "string" ? [ocppVersion] : ocppVersion;
  const content = { ...rest, certificates: certificates.ok ? certificates.value : {} };
  const mistakes = bootRuleMistakes(file, { ...content, ocppVersions: wanted }, abilities);
  if (mistakes.length > 0 || !certificates.ok)
    return refused([...mistakes, ...(certificates.ok ? [] : certificates.reason)]);
  return accepted({
    ...content,
    stateDir: resolve(dirname(file), content.stateDir),
    ocppVersions: wanted.filter((version) => abilities.versions.includes(version)),
  });
}
