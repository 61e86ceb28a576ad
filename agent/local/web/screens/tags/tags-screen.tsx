import { useEffect, useState } from "preact/hooks";
import { Notice } from "../../components/notice";
import { refusalWords } from "../../components/refusal-words";
import { formatFor } from "../../model/format";
import { useLoaded } from "../../model/loaded";
import { useLanguage, usePage, useTexts } from "../../model/page";
import { shellTexts } from "../../texts/shell";
import { TagCard, useWords } from "./tag-card";
import { TagFiles } from "./tag-files";
import { TagForm } from "./tag-form";
import { type Draft, draftOf, emptyDraft, type Tag, type TagUse } from "./tag-model";
import { tagsTexts } from "./tags-texts";

interface Learning {
  readonly isOpen: boolean;
  readonly token: string | null;
}

/** Who has a card here, and what they may do with it. */
export function TagsScreen() {
  const texts = useTexts(tagsTexts);
  const shell = useTexts(shellTexts);
  const { reply, reload } = useLoaded<{ readonly tags: readonly Tag[] }>("/api/tags");
  const uses = useUses();
  const [edited, setEdited] = useState<{ readonly draft: Draft; readonly isNew: boolean } | undefined>();
  const [learning, learn] = useLearning((token) => {
    setEdited({ draft: { ...emptyDraft, token }, isNew: false });
  });
  if (reply === undefined) return <p class="waiting">{texts.waiting}</p>;
  if (!reply.ok) return <Notice mood="problem">{refusalWords(reply, shell)}</Notice>;
  const close = async () => {
    setEdited(undefined);
    await reload();
  };
  const change = (tag: Tag) => {
    setEdited({ draft: draftOf(tag), isNew: false });
  };
  return (
    <>
      {learning?.isOpen === true && <Notice mood="info">{texts.learnNow}</Notice>}
      {typeof learning?.token === "string" && edited !== undefined && (
        <Notice mood="good">{texts.learnt(learning.token)}</Notice>
      )}
      {edited === undefined ? (
        <Beginnings
          onLearn={learn}
          onAdd={() => {
            setEdited({ draft: emptyDraft, isNew: true });
          }}
        />
      ) : (
        <TagForm
          key={edited.draft.token}
          first={edited.draft}
          isNew={edited.isNew}
          onSaved={close}
          onCancel={() => {
            setEdited(undefined);
          }}
        />
      )}
      {reply.body.tags.length === 0 && <p>{texts.none}</p>}
      <TagList tags={reply.body.tags} uses={uses} onChange={change} onGone={reload} />
      <Others uses={uses} />
      <TagFiles onImported={reload} />
    </>
  );
}

interface TagListProps {
  readonly tags: readonly Tag[];
  readonly uses: readonly TagUse[];
  readonly onChange: (tag: Tag) => void;
  readonly onGone: () => Promise<void>;
}

interface BeginningsProps {
  readonly onLearn: () => Promise<void>;
  readonly onAdd: () => void;
}

/** The two ways to a new tag. */
function Beginnings({ onLearn, onAdd }: BeginningsProps) {
  const texts = useTexts(tagsTexts);
  return (
    <div class="buttons">
      <button
        type="button"
        class="main"
        onClick={() => {
          onLearn().catch(() => undefined);
        }}
      >
        {texts.learn}
      </button>
      <button type="button" onClick={onAdd}>
        {texts.add}
      </button>
    </div>
  );
}

function useUses(): readonly TagUse[] {
  const { reply } = useLoaded<{ readonly items: readonly TagUse[] }>("/api/tag-use");
  return reply?.ok === true ? reply.body.items : [];
}

/** Who has charged here without being one of the tags above. */
function Others({ uses }: { readonly uses: readonly TagUse[] }) {
  const texts = useTexts(tagsTexts);
  const format = formatFor(useLanguage());
  const others = uses.filter(({ isKnown }) => !isKnown);
  if (others.length === 0) return null;
  return (
    <section class="card">
      <h2>{texts.others}</h2>
      <ul class="rows">
        {others.map((use) => (
          <li key={use.token}>
            {use.alias !== null && `${use.alias} · `}
            <code>{use.token}</code>
            <p class="hint">{useWords(use, texts, format)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TagList({ tags, uses, onChange, onGone }: TagListProps) {
  const { api } = usePage();
  const remove = async (token: string) => {
    await api.send("DELETE", `/api/tags/${encodeURIComponent(token)}`);
    await onGone();
  };
  return (
    <ul class="plain">
      {tags.map((tag) => (
        <TagCard
          key={tag.token}
          tag={tag}
          use={uses.find(({ token }) => token.toLowerCase() === tag.token.toLowerCase())}
          onChange={() => {
            onChange(tag);
          }}
          onRemove={() => remove(tag.token)}
        />
      ))}
    </ul>
  );
}

/** While a card is waited for the charger is asked every second. */
function useLearning(onLearnt: (token: string) => void): readonly [Learning | undefined, () => Promise<void>] {
  const { api } = usePage();
  const [learning, setLearning] = useState<Learning | undefined>(undefined);
  const isOpen = learning?.isOpen === true;
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(() => {
      api
        .get<Learning>("/api/learning")
        .then((reply) => {
          if (!reply.ok) return;
          setLearning(reply.body);
          if (reply.body.token !== null) onLearnt(reply.body.token);
        })
        .catch(() => undefined);
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  }, [isOpen]);
  const learn = async () => {
    const reply = await api.send<Learning>("POST", "/api/learning", {});
    if (reply.ok) setLearning(reply.body);
  };
  return [learning, learn];
}
