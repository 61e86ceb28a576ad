import type { FirmwareBranch } from "#agent/domain/site/state-tree";
import { Figure } from "../../components/figure";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { firmwareTexts } from "./firmware-texts";

/** What runs here, and what becomes of it. */
export function FirmwareScreen() {
  const { live } = usePage();
  const texts = useTexts(firmwareTexts);
  const shell = useTexts(shellTexts);
  const state = useCell(live.state);
  if (state === undefined) return <p class="waiting">{shell.waiting}</p>;
  const { agent, firmware } = state;
  const why = firmware?.why ?? "";
  return (
    <section class="card">
      <p class="headline" role="status">
        {firmware === null ? texts.notHere : texts.statuses[firmware.status]}
      </p>
      <dl class="figures">
        <Figure label={texts.program} value={agent.version} />
        {firmware !== null && <UpdateFigures firmware={firmware} />}
      </dl>
      {why !== "" && <p lang="en">{why}</p>}
      {firmware !== null && <p class="hint">{texts.how}</p>}
    </section>
  );
}

function UpdateFigures({ firmware }: { readonly firmware: FirmwareBranch }) {
  const texts = useTexts(firmwareTexts);
  const format = formatFor(useLanguage());
  const { version, progress, installAt, endedAt } = firmware;
  return (
    <>
      <Figure label={texts.firmware} value={version} />
      {progress !== null && <Figure label={texts.progress} value={format.number(progress)} unit="%" />}
      {installAt !== null && <Figure label={texts.installAt} value={format.dateTime(installAt)} />}
      {endedAt !== null && <Figure label={texts.endedAt} value={format.dateTime(endedAt)} />}
    </>
  );
}
