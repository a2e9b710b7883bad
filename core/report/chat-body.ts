import { emailText } from './email-text.ts';
import { newsIn } from './news.ts';
import type { Report } from './report.ts';

/** Descriptions are cut at 8,000 characters, as users report; a margin for the marks around them. */
const CHAT_CHARACTERS = 7000;
const ID_CHARACTERS = 500;

/** What a chat would read as the end of the block of code, or as a mention or a link of Slack. */
function harmless(text: string): string {
  return text.replaceAll('```', "'''").replaceAll('<', '‹');
}

function eventType({ kind, digest }: Report): string {
  if (kind === 'catchUp') return 'rightsizer-catch-up';
  return digest ? 'rightsizer-digest' : 'rightsizer-run';
}

/** The first ids, whole. */
function idOf(ids: readonly string[]): string {
  return ids.reduce((text, id) => {
    const longer = text === '' ? id : `${text},${id}`;
    return longer.length > ID_CHARACTERS ? text : longer;
  }, '');
}

/**
 * The custom notification of Amazon Q Developer in chat applications: version, source and content.description are required, the rest is
 * optional (docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html, event schema, read 2026-11).
 */
export function chatBody(
  report: Report,
  { ids, title }: { readonly ids: readonly string[]; readonly title: string },
): string {
  const id = idOf(ids);
  return JSON.stringify({
    version: '1.0',
    source: 'custom',
    ...(id !== '' && { id }),
    content: {
      textType: 'client-markdown',
      title,
      description: `\`\`\`\n${harmless(emailText(report, CHAT_CHARACTERS))}\`\`\``,
      keywords: report.digest ? [...newsIn(report), 'digest'] : newsIn(report),
    },
    metadata: { summary: title, eventType: eventType(report) },
  });
}
