import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import type { Reply } from "../../model/api";
import { formatFor } from "../../model/format";
import { placeTime, queryOf, type SessionEntry, type SessionFilter, type SessionPage } from "../../model/history";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { sessionsTexts } from "./sessions-texts";

const PAGE = "25";

interface SessionListProps {
  readonly filter: SessionFilter;
  readonly onChoose: (id: string) => void;
}

/** Newest first, more on demand. It is made anew for another filter. */
export function SessionList({ filter, onChoose }: SessionListProps) {
  const { api } = usePage();
  const texts = useTexts(sessionsTexts);
  const shell = useTexts(shellTexts);
  const [pages, setPages] = useState<readonly SessionPage[]>([]);
  const [refusal, setRefusal] = useState<Exclude<Reply<SessionPage>, { ok: true }>>();
  const last = pages.at(-1);
  const ask = async (before: string) => {
    const reply = await api.get<SessionPage>(`/api/sessions?${queryOf(filter, { limit: PAGE, before })}`);
    setRefusal(reply.ok ? undefined : reply);
    if (reply.ok) setPages((known) => [...known, reply.body]);
  };
  useEffect(() => {
    ask("").catch(() => undefined);
    // Once: whoever changes the filter makes another list.
  }, []);

  if (refusal !== undefined) return <Notice mood="problem">{refusalWords(refusal, shell)}</Notice>;
  if (last === undefined) return <p class="waiting">{shell.waiting}</p>;
  const items = pages.flatMap((page) => page.items);
  if (items.length === 0) return <Notice mood="info">{texts.none}</Notice>;
  return (
    <section class="card wide">
      <SessionTable items={items} timeZone={last.timeZone} onChoose={onChoose} />
      <p class="hint">{texts.timesOf(last.timeZone)}</p>
      {last.next !== null && (
        <button
          type="button"
          onClick={() => {
            ask(String(last.next)).catch(() => undefined);
          }}
        >
          {texts.older}
        </button>
      )}
    </section>
  );
}

interface SessionTableProps {
  readonly items: readonly SessionEntry[];
  readonly timeZone: string;
  readonly onChoose: (id: string) => void;
}

function SessionTable({ items, timeZone, onChoose }: SessionTableProps) {
  const texts = useTexts(sessionsTexts);
  const hasCosts = items.some(({ cost }) => cost !== null);
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{texts.start}</th>
          <th scope="col" class="more">
            {texts.end}
          </th>
          <th scope="col" class="number">
            {texts.duration}
          </th>
          <th scope="col" class="number">
            {texts.energy}
          </th>
          {hasCosts && (
            <th scope="col" class="number more">
              {texts.cost}
            </th>
          )}
          <th scope="col">{texts.tag}</th>
          <th scope="col" class="more">
            {texts.access}
          </th>
          <th scope="col" class="more">
            {texts.payment}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <SessionRow key={item.id} item={item} hasCosts={hasCosts} timeZone={timeZone} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

interface SessionRowProps {
  readonly item: SessionEntry;
  readonly hasCosts: boolean;
  readonly timeZone: string;
  readonly onChoose: (id: string) => void;
}

function SessionRow({ item, hasCosts, timeZone, onChoose }: SessionRowProps) {
  const texts = useTexts(sessionsTexts);
  const language = useLanguage();
  const format = formatFor(language);
  const { cost, access, payment } = item;
  return (
    <tr>
      <td>
        <button
          type="button"
          class="link"
          onClick={() => {
            onChoose(item.id);
          }}
        >
          {placeTime(item.startedAt, language, timeZone)}
        </button>
      </td>
      <td class="more">{item.endedAt === null ? "" : placeTime(item.endedAt, language, timeZone)}</td>
      <td class="number">
        {item.durationSeconds === null ? texts.running : `${format.duration(item.durationSeconds)} h`}
      </td>
      <td class="number">{format.kilowattHours(item.energyWh)} kWh</td>
      {hasCosts && (
        <td class="number more">{cost === null ? "" : `${format.number(cost.amount, 2)} ${cost.currency ?? ""}`}</td>
      )}
      <td class="name">
        {item.alias ?? item.token}
        {item.logbook === "missing" && <span class="hint">{texts.notEntered}</span>}
      </td>
      <td class="more">{access === null ? "" : texts.accessWords[access]}</td>
      <td class="more">{payment === null ? "" : texts.paymentWords[payment]}</td>
    </tr>
  );
}
