import { useMemo } from 'preact/hooks';
import { parseMarkdown, type Block, type Inline } from '../../lib/markdown.ts';

/** A text as Markdown. Its links lead nowhere and its images are not loaded: their addresses are shown. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <div class="markdown" data-testid="markdown">{blocks.map((block, index) => <BlockView key={index} block={block} />)}</div>;
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <p class={`markdown-heading level-${Math.min(3, block.level)}`}><Content content={block.content} /></p>;
    case 'paragraph':
      return <p><Content content={block.content} /></p>;
    case 'quote':
      return <blockquote><Content content={block.content} /></blockquote>;
    case 'code':
      return <div>{block.language !== '' && <small class="muted">{block.language}</small>}<pre class="json">{block.text}</pre></div>;
    case 'list':
      return <ul>{block.items.map((item, index) => <li key={index} style={{ marginLeft: `${item.depth * 16}px` }}><span class="muted">{item.mark}</span> <Content content={item.content} /></li>)}</ul>;
    case 'table':
      return <div class="table-scroll"><table class="table"><tbody>{block.rows.map((row, index) => <tr key={index}>{row.map((cell, column) => (index === 0 ? <th key={column} scope="col"><Content content={cell} /></th> : <td key={column}><Content content={cell} /></td>))}</tr>)}</tbody></table></div>;
    case 'rule':
      return <hr />;
  }
}

function Content({ content }: { readonly content: readonly Inline[] }) {
  return <>{content.map((part, index) => <InlineView key={index} part={part} />)}</>;
}

function InlineView({ part }: { readonly part: Inline }) {
  switch (part.kind) {
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'em':
      return <em>{part.text}</em>;
    case 'link':
    case 'image':
      return <span>{part.text} <span class="muted mono">({part.kind === 'image' && 'image, not loaded: '}{part.address})</span></span>;
    case 'text':
      return <>{part.text}</>;
  }
}
