// The journey from unaware to resolved as a Sankey diagram, its table and its sentence.
import * as words from './words.js';

// People by link over the last year, of one group or (index -1) of all.
export function flows({ setup, frame }, group) {
  const chosen = group < 0 ? frame.journey : [frame.journey[group]];
  const { nodes, links } = setup.journey;
  return links.map(([from, to], link) => ({
    from: nodes[from],
    to: nodes[to],
    people: chosen.reduce((sum, numbers) => sum + (numbers[link] || 0), 0),
  }));
}

const into = (found, node) => found.filter(({ to }) => to === node).reduce((sum, { people }) => sum + people, 0);
const outOf = (found, node) => found.filter(({ from }) => from === node).reduce((sum, { people }) => sum + people, 0);

export function about({ setup }, found, group) {
  const lost = setup.journey.nodes.filter((node) => node.lost)
    .map((node) => ({ title: node.title, people: into(found, node) }))
    .sort((one, other) => other.people - one.people);
  const most = lost.filter(({ people }) => people > 0).slice(0, 3);
  const said = most.map(({ title, people }) => `${title.toLowerCase()} (${words.count(people)})`).join(', ');
  return `${group}, last 52 weeks. ${said ? `Most people are lost here: ${said}.` : 'Nobody has been lost.'}`;
}

export function table(_, found, group) {
  return {
    caption: `${group}: people by step of the journey in the last 52 weeks, this run`,
    columns: ['From', 'To', 'People', 'Lost here'],
    rows: found.map(({ from, to, people }) => [from.title, to.title, words.count(people), to.lost ? 'lost' : '']),
  };
}

// Type sizes of width from which every node has its words beside it; in a narrower diagram those
// who come in at smaller ones have theirs in the tooltip and the table only.
const WIDE = 62;

export function option({ setup }, found, { colour, size }, width) {
  const { nodes } = setup.journey;
  // A Sankey diagram cannot go back; ways back stay in the table.
  const drawn = found.filter(({ from, to, people }) => people > 0 && from.column < to.column);
  const isStart = (node) => !drawn.some(({ to }) => to === node);
  const isEnd = (node) => !drawn.some(({ from }) => from === node);
  const used = nodes.filter((node) => drawn.some(({ from, to }) => from === node || to === node));
  const last = 1 + Math.max(0, ...used.filter((node) => !isEnd(node)).map((node) => node.column));
  const number = (node) => words.count(into(drawn, node) || outOf(drawn, node));
  const endLabel = (node) => `${node.lost ? '✕ ' : ''}${node.title} ${number(node)}`;
  const isWide = width > WIDE * size;
  const longest = Math.max(0, ...used.filter(isEnd).map((node) => endLabel(node).length));
  const right = Math.min((1 + 0.54 * longest) * size, (isWide ? 0.5 : 0.4) * width);
  const step = ((width - right) / last / size - 1) / LETTER;
  // On top of each column stand those who go through it, at the foot those who come in or get lost.
  used.sort((one, other) => (isStart(one) - isStart(other)) * (one.column > 0) || one.lost - other.lost);

  const above = (node) => `${wrapped(node.title, step)}\n${number(node)}`;
  const lines = Math.max(0, ...used.filter((node) => !isStart(node) && !isEnd(node)).map((node) => above(node).split('\n').length));

  const largest = used.filter(isStart).reduce((most, node) => (most && outOf(drawn, most) > outOf(drawn, node) ? most : node), null);

  function label(node) {
    if (isEnd(node)) {
      return { formatter: endLabel(node), color: node.lost ? colour.bad : colour.ink, width: right - size, overflow: 'break' };
    }
    const text = `${node.title} ${number(node)}`;
    if (!isStart(node)) return { formatter: above(node), position: 'top', align: 'left', offset: [-0.8 * size, 0] };
    return { formatter: node.column === 0 ? wrapped(text, step) : text, show: isWide || node === largest };
  }

  return {
    series: [{
      type: 'sankey',
      left: 2,
      right,
      top: (1.15 * lines + 0.5) * size,
      bottom: 0.7 * size,
      layoutIterations: 0,
      nodeWidth: 0.8 * size,
      nodeGap: 1.05 * size,
      draggable: false,
      emphasis: { focus: 'adjacency' },
      label: { fontSize: size, lineHeight: 1.15 * size, color: colour.ink, textBorderColor: colour.paper, textBorderWidth: 3 },
      data: used.map((node) => ({
        name: node.name,
        // Ends stand in the last column, where there is room for words.
        depth: isEnd(node) ? last : node.column,
        itemStyle: { color: node.lost ? colour.bad : node.name === 'resolved' ? colour.good : colour.run, borderWidth: 0 },
        label: label(node),
      })),
      links: drawn.map(({ from, to, people }) => ({
        source: from.name,
        target: to.name,
        value: people,
        lineStyle: { color: to.lost ? colour.bad : to.name === 'resolved' ? colour.good : colour.run, opacity: to.lost ? 0.4 : 0.28 },
      })),
      tooltip: {
        formatter: ({ dataType, data }) => (dataType === 'edge'
          ? `${title(nodes, data.source)} → ${title(nodes, data.target)}: ${words.count(data.value)} people`
          : title(nodes, data.name)),
      },
    }],
  };
}

// About how wide a letter is, in type sizes.
const LETTER = 0.5;

// A text in lines of at most so many letters, broken between words.
function wrapped(text, letters) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length > letters && lines[lines.length - 1]) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('\n');
}

const title = (nodes, name) => nodes.find((node) => node.name === name).title;
