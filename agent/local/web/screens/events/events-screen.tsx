import { useState } from "preact/hooks";
import type { FaultCode } from "#hal/core/charging";
import type { EventCode, EventSeverity } from "#agent/domain/site/site-event";
import { isAtLeast } from "#agent/domain/site/role";
import { Choice } from "../../components/choice";
import { Notice } from "../../components/notice";
import { Press } from "../../components/press";
import { useAsked, useAskingAgain } from "../../model/asked";
import { useCell } from "../../model/cell";
import { formatFor } from "../../model/format";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { faultTexts } from "../../texts/faults";
import { shellTexts } from "../../texts/shell";
import { DeadLetters } from "./dead-letters";
import { eventsTexts } from "./events-texts";

interface EventItem {
  readonly id: number;
  readonly at: string;
  readonly code: EventCode;
  readonly severity: EventSeverity;
  readonly evse: number | null;
  readonly subject: string | null;
  readonly count: number;
  readonly acknowledgedBy: string | null;
}
interface EventList {
  readonly events: readonly EventItem[];
  readonly open: number;
}

const LOOK_AGAIN_MS = 10_000;
const PAGE = 50;

/** What happened, with what somebody still has to look at. */
export function EventsScreen() {
  const texts = useTexts(eventsTexts);
  const shell = useTexts(shellTexts);
  const [isOpenOnly, setOpenOnly] = useState(false);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const from = before === undefined ? "" : `&before=${String(before)}`;
  const { reply, askAgain } = useAsked<EventList>(
    `/api/events?limit=${String(PAGE)}&open=${String(isOpenOnly)}${from}`,
  );
  useAskingAgain(askAgain, LOOK_AGAIN_MS);
  if (reply === undefined) return <p class="waiting">{shell.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{shell.failed}</Notice>;
  const { events, open } = reply.body;
  return (
    <>
      <Notice mood={open === 0 ? "good" : "warning"}>{open === 0 ? texts.noneOpen : texts.someOpen(open)}</Notice>
      <section class="card">
        <Choice
          label={texts.show}
          value={isOpenOnly ? "open" : "all"}
          options={[
            { value: "all", text: texts.all },
            { value: "open", text: texts.open },
          ]}
          onChoose={(value) => {
            setBefore(undefined);
            setOpenOnly(value === "open");
          }}
        />
        <Events events={events} onAcknowledged={askAgain} />
        {events.length === PAGE && (
          <Press
            text={texts.older}
            onPress={() => {
              setBefore(events.at(-1)?.id);
            }}
          />
        )}
      </section>
      <DeadLetters />
    </>
  );
}

interface EventsProps {
  readonly events: readonly EventItem[];
  readonly onAcknowledged: () => Promise<void>;
}

function Events({ events, onAcknowledged }: EventsProps) {
  const { api, session } = usePage();
  const texts = useTexts(eventsTexts);
  const mayAcknowledge = isAtLeast(useCell(session.info)?.login?.role ?? "viewer", "operator");
  const acknowledge = async (first: number, last: number) => {
    await api.send("POST", "/api/events/acknowledge", { first, last });
    await onAcknowledged();
  };
  const waiting = events.filter((event) => event.severity !== "info" && event.acknowledgedBy === null);
  const oldest = waiting.at(-1);
  const newest = waiting[0];
  if (events.length === 0) return <p>{texts.none}</p>;
  return (
    <>
      <ul class="rows">
        {events.map((event) => (
          <li key={event.id} class={`row ${event.severity}`}>
            <EventWords event={event} />
            {mayAcknowledge && waiting.includes(event) && (
              <Press text={texts.acknowledge} onPress={() => acknowledge(event.id, event.id)} />
            )}
          </li>
        ))}
      </ul>
      {mayAcknowledge && oldest !== undefined && newest !== undefined && waiting.length > 1 && (
        <Press text={texts.acknowledgeAll} look="main" onPress={() => acknowledge(oldest.id, newest.id)} />
      )}
    </>
  );
}

function EventWords({ event }: { readonly event: EventItem }) {
  const texts = useTexts(eventsTexts);
  const faults: Readonly<Record<string, string>> = useTexts(faultTexts);
  const format = formatFor(useLanguage());
  const { code, subject, evse, count, acknowledgedBy } = event;
  const about = subject !== null && code.startsWith("fault.") ? (faults[subject as FaultCode] ?? subject) : subject;
  const notes = [
    ...(about === null ? [] : [about]),
    ...(evse === null ? [] : [texts.outlet(evse)]),
    ...(count === 1 ? [] : [texts.times(count)]),
    ...(acknowledgedBy === null ? [] : [texts.acknowledgedBy(acknowledgedBy)]),
  ];
  return (
    <>
      <span class="severity">{texts.severities[event.severity]}</span>
      <span>
        <strong>{texts.codes[code]}</strong> {notes.join(", ")}
        <span class="hint">{format.dateTime(event.at)}</span>
      </span>
    </>
  );
}
