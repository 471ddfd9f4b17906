// The frame around every chart: a title, its controls, and its data as a table on demand.

export const panel = {
  props: {
    title: { type: String, required: true },
    // Columns, rows (first cell is the row's head) and a caption.
    table: { type: Object, required: true },
  },
  data: () => ({ asTable: false }),
  template: `
    <section class="joinup joinup-panel" :aria-label="title">
      <header class="joinup-head">
        <h2>{{ title }}</h2>
        <div class="joinup-controls">
          <slot name="controls"></slot>
          <button type="button" class="joinup-button" :aria-pressed="String(asTable)"
            :aria-label="title + ': show as a table'" @click="asTable = !asTable">
            {{ asTable ? 'Chart' : 'Table' }}
          </button>
        </div>
      </header>
      <div v-show="!asTable"><slot></slot></div>
      <div v-if="asTable" class="joinup-scroll" tabindex="0" role="region" :aria-label="title + ', table'">
        <table class="joinup-table">
          <caption>{{ table.caption }}</caption>
          <thead><tr><th v-for="column in table.columns" scope="col">{{ column }}</th></tr></thead>
          <tbody>
            <tr v-for="row in table.rows">
              <th scope="row">{{ row[0] }}</th><td v-for="cell in row.slice(1)">{{ cell }}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </section>`,
};
