import type { EvseBranch } from "#agent/domain/site/state-tree";
import { isAtLeast } from "#agent/domain/site/role";
import { Curve } from "../../components/curve";
import { Notice } from "../../components/notice";
import { useCell } from "../../model/cell";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { usePowerHistory } from "../../model/power-history";
import { faultTexts } from "../../texts/faults";
import { OutletEntry } from "../logbook/outlet-entry";
import { LimitList } from "./limit-list";
import { nowTexts } from "./now-texts";
import { OutletControls } from "./outlet-controls";
import { OutletFigures } from "./outlet-figures";
import { useWhyWords } from "./why-words";

interface OutletCardProps {
  readonly id: string;
  readonly outlet: EvseBranch;
  readonly isOnly: boolean;
}

/** One outlet: its state in words, its numbers, its curve, its limits, and the buttons for who may press them. */
export function OutletCard({ id, outlet, isOnly }: OutletCardProps) {
  const { session } = usePage();
  const texts = useTexts(nowTexts);
  const faults = useTexts(faultTexts);
  const language = useLanguage();
  const role = useCell(session.info)?.login?.role ?? "viewer";
  const points = usePowerHistory(id);
  const why = useWhyWords(outlet);
  const heading = `outlet-${id}`;
  return (
    <section class={`card outlet ${outlet.summary}`} aria-labelledby={heading}>
      <h2 id={heading} class={isOnly ? "unseen" : ""}>
        {texts.outlet(id)}
      </h2>
      <p class="badge">{texts.summary[outlet.summary]}</p>
      <div role="status">
        <p class="headline">{texts.status[outlet.status]}</p>
        {why !== undefined && <p class="why">{why}</p>}
      </div>
      {outlet.faults.map(({ code, severity }) => (
        <Notice key={code} mood={severity === "warning" ? "warning" : "problem"}>
          {faults[code]}
        </Notice>
      ))}
      <OutletEntry outlet={outlet} mayEnter={isAtLeast(role, "operator")} />
      <OutletFigures outlet={outlet} />
      <Curve points={points} label={texts.curve} unit="kW" language={language} digits={1} />
      {isAtLeast(role, "operator") && <OutletControls id={id} outlet={outlet} />}
      <LimitList outlet={outlet} />
    </section>
  );
}
