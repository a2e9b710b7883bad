import { describe, expect, it } from 'vitest';
import {
  blockCharacters,
  contextBlock,
  headerBlock,
  notificationText,
  sectionBlock,
  slackText,
} from '../../../core/report/slack-blocks.ts';

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

describe('text for Slack', () => {
  it.each([
    ['<!channel> <@U1> R&D', 50, '&lt;!channel&gt; &lt;@U1&gt; R&amp;D'],
    [' two\nlines ', 50, 'two lines'],
    ['', 50, ''],
    // Exactly fits, and one too many.
    ['abcde', 5, 'abcde'],
    ['abcdef', 5, 'abcd…'],
    // An entity takes its five characters or is left out: 'a&amp;' has six, and the ellipsis is the seventh.
    ['a&bcdef', 7, 'a&amp;…'],
    ['a&bcdef', 6, 'a…'],
    // Nor is a character of two code units cut in two.
    ['ab😀cd', 4, 'ab…'],
  ])('%j in %i characters is %j', (text, maximum, expected) => {
    const fitted = slackText(text, maximum);
    expect(fitted).toBe(expected);
    expect(fitted.length).toBeLessThanOrEqual(maximum);
  });

  it('of a notification has no character that formats, mentions or links', () => {
    expect(notificationText('*a* _b_ ~c~ `d` @here #x <url|y> [z]')).toBe('a   b   c   d   here  x &lt;url y&gt;  z');
    expect(notificationText('***')).toBe('fargate-rightsizer');
  });
});

describe('blocks', () => {
  it('have a title of at most 150 characters, and never an empty one', () => {
    expect(headerBlock('x'.repeat(151))).toEqual({ type: 'header', text: plain(`${'x'.repeat(149)}…`) });
    expect(headerBlock('\n')).toEqual({ type: 'header', text: plain('fargate-rightsizer') });
  });

  it('put lines under each other, without empty ones', () => {
    expect(sectionBlock(['a', ' ', 'b'])).toEqual({ type: 'section', text: plain('a\nb') });
    expect(sectionBlock([])).toEqual({ type: 'section', text: plain('…') });
  });

  it('cut a line at 600 characters and a section at 3,000', () => {
    const section = sectionBlock(Array.from({ length: 9 }, () => '&'.repeat(700)));
    if (section.type !== 'section') throw new Error('It is no section.');
    const lines = section.text.text.split('\n');
    // 119 entities of five characters and the ellipsis; five such lines would have 2,984 with their breaks.
    expect(lines).toEqual([...Array.from({ length: 5 }, () => `${'&amp;'.repeat(119)}…`), '…']);
    expect(section.text.text.length).toBeLessThanOrEqual(3000);
  });

  it('have small print in one element a line', () => {
    expect(contextBlock(['a', ''])).toEqual({ type: 'context', elements: [plain('a'), plain('…')] });
  });

  it('are counted as JSON in which a character outside ASCII takes six', () => {
    // {"type":"section","text":{"type":"plain_text","text":"a","emoji":false}} has 72 characters.
    expect(blockCharacters(sectionBlock(['a']))).toBe(72);
    expect(blockCharacters(sectionBlock(['ü']))).toBe(77);
  });
});
