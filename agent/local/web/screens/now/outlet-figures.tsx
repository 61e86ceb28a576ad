import type { EvseBranch } from "#agent/domain/site/state-tree";
import { Figure } from "../../components/figure";
import { useTicking } from "../../components/ticking";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { nowTexts } from "./now-texts";

/** What is measured, and what this charge has come to. */
export function OutletFigures({ outlet }: { readonly outlet: EvseBranch }) {
  const { live } = usePage();
  const texts = useTexts(nowTexts);
  const format = formatFor(useLanguage());
  useTicking();
  const { meter, session, offered } = outlet;
  const currents = Object.values(meter?.currentA ?? {}).filter((current) => current !== null);
  return (
    <dl class="figures">
      <Figure label={texts.power} {...withUnit(meter?.powerW, format.kilowatts, "kW", texts.noPower)} />
      {session !== null && (
        <>
          <Figure label={texts.energy} value={format.kilowattHours(session.energyWh)} unit="kWh" />
          <Figure
            label={texts.duration}
            value={format.duration((live.now() - Date.parse(session.startedAt)) / 1000)}
            unit={texts.hours}
          />
          <Figure label={texts.card} value={session.idTag} />
        </>
      )}
      {currents.length > 0 && (
        <Figure
          label={texts.current}
          value={currents.map((current) => format.number(current, 1)).join(" · ")}
          unit="A"
        />
      )}
      <Figure label={texts.offered} value={format.number(offered)} unit="A" />
      {outlet.lock !== null && <Figure label={texts.plug} value={texts.lockWords[outlet.lock]} />}
      {meter !== null && <Figure label={texts.register} value={format.kilowattHours(meter.importWh)} unit="kWh" />}
    </dl>
  );
}

function withUnit(value: number | null | undefined, format: (value: number) => string, unit: string, none: string) {
  return value === null || value === undefined ? { value: none } : { value: format(value), unit };
}
