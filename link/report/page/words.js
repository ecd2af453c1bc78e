// The words of the page, Chinese first. {0}, {1} … are places for figures.
const WORDS = {
  personal: ['本报告包含个人信息（示例记录的原值）。请按内部资料保管，用完删除。', 'This report contains personal data: values of example records. Keep it as such and delete it after use.'],
  masked: ['本报告不含任何记录的原值和编号，只显示哪些字段有值、一致到什么程度。', 'This report holds no values and no ids of records, only which values were given and how far they agree.'],
  language: ['English', '中文'],
  theme: ['明暗', 'Light / dark'],
  offline: ['单文件，离线可读，不联网。', 'One file, read offline; nothing is fetched.'],
  contents: ['目录', 'Contents'],

  s_summary: ['概要', 'Summary'],
  s_columns: ['各列', 'Columns'],
  s_blocking: ['分块', 'Blocking'],
  s_model: ['模型', 'Model'],
  s_weights: ['权重与阈值', 'Weights and threshold'],
  s_pairs: ['配对', 'Pairs'],
  s_clusters: ['聚类', 'Clusters'],
  s_unlinkable: ['无法对上的记录', 'Unlinkable records'],

  rows: ['记录', 'records'],
  right_rows: ['右表记录', 'right records'],
  left_rows: ['左表记录', 'left records'],
  compared: ['比较的配对', 'pairs compared'],
  of_all: ['占全部可能配对的 {0}', '{0} of all possible'],
  matches: ['匹配的配对', 'matched pairs'],
  expected_matches: ['模型预计应有 {0}', 'the model expects {0}'],
  entities: ['实体', 'entities'],
  groups: ['有重复的实体', 'with duplicates'],
  surplus: ['多余的记录', 'surplus records'],
  threshold: ['阈值', 'threshold'],
  probability: ['概率', 'probability'],
  weight: ['权重', 'weight'],
  bits: ['比特', 'bits'],
  precision: ['准确率', 'precision'],
  recall: ['召回率', 'recall'],
  estimated: ['估计', 'estimated'],
  measured: ['按标注测得', 'measured with labels'],
  by_model: ['由模型推算，未计分块漏掉的配对', 'by the model, without what blocking missed'],
  one_to_one: ['每条记录最多对上一条，召回率却以全部匹配的配对计，因此偏低', 'each record takes one at most, but recall counts all matching pairs, so it is low'],
  by_labels: ['按标注，95% 区间', 'by labels, 95 % interval'],
  interval: ['{0} – {1}', '{0} – {1}'],
  lead_summary: ['{0} 条记录中比较了 {1} 对，{2} 对判为匹配', '{1} pairs of {0} records were compared; {2} are matches'],
  lead_match: ['左表 {0} 条、右表 {3} 条记录，比较了 {1} 对，{2} 对判为匹配', '{0} left and {3} right records: {1} pairs were compared; {2} are matches'],
  lead_dedupe: ['；合并后是 {0} 个实体，其中 {1} 个有重复。', '. They make {0} entities, {1} of them with duplicates.'],
  stop: ['。', '.'],

  n_columns: ['引擎把每一列认作什么、为什么，以及列里有什么。', 'What the engine took every column for and why, and what stands in it.'],
  column: ['列', 'column'],
  kind: ['认作', 'taken for'],
  why: ['理由', 'because'],
  used: ['参与比对', 'compared'],
  not_used: ['不参与', 'left out'],
  complete: ['完整率', 'complete'],
  complete_left: ['完整率（左）', 'complete, left'],
  complete_right: ['完整率（右）', 'complete, right'],
  distinct: ['不同值', 'distinct values'],
  repeats: ['取值重复次数', 'how often values repeat'],
  repeats_tip: ['{1} 个值各出现 {0} 次', '{1} values stand {0} times each'],
  common: ['最常见的值', 'most common values'],
  hidden: ['（已隐去）', '(hidden)'],
  no_repeat: ['无重复值', 'no value repeats'],

  n_blocking: ['只比较至少共用一个分块键的配对。一条规则里过大的块会被细分，由此放弃的配对数列在“放弃”。', 'Only pairs that share a key are compared. Blocks that are too large are split; the pairs given up by that are listed as lost.'],
  rule: ['规则', 'rule'],
  rule_pairs: ['配对数', 'pairs'],
  lost: ['放弃', 'lost'],
  finds: ['预计找到', 'expected to find'],
  block_sizes: ['块大小分布', 'block sizes'],
  blocks: ['块数', 'blocks'],
  blocks_tip: ['{1} 个块，每块 {0} 条记录', '{1} blocks of {0} records'],
  blocks_axis: ['条形：块的个数（对数）；横轴：每块记录数 2, 4, 8 …', 'bars: number of blocks (log); across: records in a block 2, 4, 8 …'],

  n_model: ['m 是匹配的配对达到该级别的概率，u 是随机配对的概率；权重 = log₂(m/u)，每 1 比特使胜算翻一倍。频率分段：稀有值相同比常见值相同更有分量。', 'm is the probability of a level among matches, u among random pairs; the weight is log₂(m/u), each bit doubles the odds. Agreement in a rare value weighs more than in a common one: the bands of frequency.'],
  prior: ['先验：随便取一对记录，约每 {0} 对有 1 对匹配（{1} 比特）。', 'Before any evidence one pair in {0} is a match ({1} bits).'],
  trained: ['训练 {0} 轮，{1}。', 'Trained in {0} iterations, {1}.'],
  converged: ['已收敛', 'converged'],
  not_converged: ['未完全收敛', 'not fully converged'],
  level: ['级别', 'level'],
  missing: ['缺失', 'missing'],
  shared: ['同户、同街道的人也会相同', 'people of one household or street share it'],
  bands: ['{0} 段', '{0} bands'],
  band_from: ['频率 ≥ {0}', 'frequency ≥ {0}'],
  band_rare: ['更少见', 'rarer'],
  h_classes: ['配对的种类', 'Kinds of pairs'],
  n_classes: ['模型把配对看作若干种类的混合。表中是每种预计的配对数，以及其中各字段完全相同的比例。', 'To the model pairs are a mixture of kinds: how many it expects of each, and how many of those agree exactly in each field.'],
  class: ['种类', 'kind'],
  expected_pairs: ['预计配对', 'expected pairs'],
  is_match: ['匹配', 'match'],

  h_histogram: ['权重分布', 'Distribution of weights'],
  n_histogram: ['全部比较过的配对，按权重每 1 比特一条；纵轴为对数。实色部分是模型预计其中的匹配。', 'All compared pairs by weight, one bar a bit; logarithmic. The solid part are the matches the model expects among them.'],
  histogram_tip: ['权重 {0}：{1} 对，预计匹配 {2}', 'weight {0}: {1} pairs, {2} matches expected'],
  h_threshold: ['阈值', 'Threshold'],
  n_threshold: ['拖动滑块（或用方向键）看别的阈值会得到什么。召回率以比较过的配对中的匹配为准。', 'Move the slider, or use the arrow keys, to see what another threshold would give. Recall is of the matches among the compared pairs.'],
  before_splits: ['实体数和最大一组按拆分之前计。', 'Entities and the largest are counted before clusters are divided.'],
  pairs: ['配对', 'pairs'],
  observed_precision: ['准确率（标注）', 'precision (labels)'],
  observed_recall: ['召回率（标注）', 'recall (labels)'],
  h_reliability: ['可靠性', 'Reliability'],
  n_reliability: ['把配对按概率分组：模型预计的匹配比例与标注的比例应落在对角线上；竖线是 95% 区间。', 'Pairs grouped by probability: the share of matches the model expects and the share that labels confirm should lie on the diagonal; the bars are 95 % intervals.'],
  n_unlabelled: ['没有标注，只能显示模型的预计。用 --report-labels 指明标注列即可对照。', 'There are no labels, so only the model’s expectation can be shown. Name a column of labels with --report-labels to check it.'],
  range: ['概率范围', 'probability'],
  expected: ['预计', 'expected'],
  observed: ['实际', 'observed'],

  n_pairs: ['每种比较结果（模式）有多少配对、权重多少。按级别筛选，点一行看配对，再点一对看并排对照和逐项权重。', 'Every combination of levels (pattern) with its pairs and weight. Filter by level, choose a row to see pairs, and a pair to see both records and what each field adds.'],
  sampled: ['共 {0} 对，此处列出 {1} 对：每种模式各取若干，按固定抽签选出。', '{1} of {0} pairs are listed: some of every pattern, drawn by a fixed lot.'],
  all_listed: ['列出全部 {0} 对（低于权重 {1} 的未保留）。', 'All {0} pairs are listed (those below weight {1} were not kept).'],
  any_level: ['任意', 'any'],
  weight_from: ['权重从', 'weight from'],
  weight_to: ['到', 'to'],
  clear: ['清除筛选', 'clear filters'],
  patterns_found: ['{0} 种模式，{1} 对', '{0} patterns, {1} pairs'],
  patterns_rest: ['另有 {0} 种较少见的模式（{1} 对）未列出', '{0} rarer patterns ({1} pairs) are not listed'],
  by_weight: ['按权重', 'by weight'],
  by_pairs: ['按配对数', 'by pairs'],
  pairs_found: ['{0} 对可看', '{0} pairs to look at'],
  of_pattern: ['所选模式', 'chosen pattern'],
  all_patterns: ['全部所列模式', 'all listed patterns'],
  show_all: ['取消选择', 'unselect'],
  no_examples: ['没有保留配对：权重低于保留下限，或未被抽中。', 'No pairs were kept: the weight is below what the run returned, or none was drawn.'],
  left: ['左', 'left'],
  right: ['右', 'right'],
  field: ['字段', 'field'],
  record: ['记录', 'record'],
  records: ['记录', 'records'],
  step_prior: ['先验', 'prior'],
  step_household: ['同户有人对上', 'matched households'],
  step_dependence: ['字段间的关联', 'fields together'],
  step_total: ['合计', 'total'],
  waterfall: ['逐项权重', 'What each field adds'],
  in_words: ['用文字说', 'In words'],
  w_prior: ['随便取一对，约 {0} 对里有 1 对匹配（{1}）。', 'Of any two records, one pair in {0} is a match ({1}).'],
  w_plus: ['{0}：{1}，在匹配中出现的可能是随机配对的 {2} 倍（{3}）。', '{0}: {1}, which is {2} times likelier among matches than by chance ({3}).'],
  w_minus: ['{0}：{1}，在匹配中出现的可能只有随机配对的 1/{2}（{3}）。', '{0}: {1}, which is {2} times rarer among matches than by chance ({3}).'],
  w_none: ['{0}：{1}，不算证据。', '{0}: {1}, which is no evidence.'],
  w_missing: ['{0}：缺失，不算证据。', '{0}: missing, which is no evidence.'],
  w_household: ['两人所在的户已有别的成员对上：{0}。', 'Other members of their households match: {0}.'],
  w_dep_minus: ['几个字段同时一致不是各算各的（同户、同街道的人也会这样）：减 {0}。', 'Fields agree together for other reasons too, such as a common household: {0}.'],
  w_dep_plus: ['几个字段合起来比各算各的更有说服力：加 {0}。', 'The fields together say more than each alone: {0}.'],
  w_end: ['合计 {0} 比特，匹配的概率 {1}：{2}。', 'Together {0} bits, probability {1}: {2}.'],
  verdict_yes: ['达到阈值，判为匹配', 'at or above the threshold, a match'],
  verdict_no: ['未达阈值，不判为匹配', 'below the threshold, no match'],
  label_yes: ['标注：是', 'label: one'],
  label_no: ['标注：否', 'label: two'],
  common_value: ['常见值', 'common value'],
  rare_value: ['少见值', 'rare value'],

  n_clusters: ['有两条以上记录的聚类。“最弱一环”是把它连在一起的最弱的链接：阈值高过它，聚类就散开。', 'Clusters of two or more records. The weakest link is what holds one together: above that threshold it falls apart.'],
  no_clusters: ['两表比对不产生聚类，见“配对”。', 'Matching two tables makes no clusters; see the pairs.'],
  none_cluster: ['没有重复记录。', 'There are no duplicates.'],
  by_size: ['按大小', 'by size'],
  by_weakest: ['按最弱一环', 'by weakest link'],
  size: ['大小', 'size'],
  weakest: ['最弱一环', 'weakest link'],
  members: ['成员', 'members'],
  clusters_shown: ['共 {0} 个聚类，此处 {1} 个：最大的、最弱的，以及抽签选出的。', '{1} of {0} clusters: the largest, the weakest, and some by lot.'],
  clusters_all: ['全部 {0} 个聚类。', 'All {0} clusters.'],
  sizes: ['聚类大小', 'Cluster sizes'],
  rows_of: ['{0} 条', '{0}'],
  or_more: ['{0} 条以上', '{0} or more'],
  edges: ['链接', 'Links'],
  no_edge: ['未比较或权重过低', 'not compared, or too low'],
  mixed: ['标注不一致', 'labels differ'],
  members_cut: ['成员共 {0}，显示 {1}', '{1} of {0} members'],
  h_splits: ['没有采用的链接', 'Links that were not followed'],
  n_splits: ['这些配对达到阈值，但两边没有并成一个实体，因为别的证据反对。', 'These pairs reach the threshold, but their clusters were not made one, since other evidence speaks against it.'],
  reason: ['原因', 'reason'],
  r_cannot_link: ['有两条记录确定不是同一个', 'two of the records are certainly not one'],
  r_same_source: ['有两条来自同一份不含重复的名单', 'two of the records are from one list in which nobody stands twice'],
  r_contradiction: ['有两条记录的值不可能属于同一个', 'two of the records have values that one cannot both have'],
  r_evidence_against: ['两边之间的证据合计为反对', 'the evidence between the two is on the whole against it'],
  r_too_large: ['两边太大，无法逐对核对', 'the two are too large for all pairs to be checked'],
  most_against: ['反对最强的一对', 'the pair most against'],
  largest: ['最大一组', 'largest'],
  against: ['{0} 与 {1}', '{0} and {1}'],
  against_weight: ['{0} 与 {1}，权重 {2}', '{0} and {1}, weight {2}'],

  n_unlinkable: ['把每条记录与自己比较：连自己都达不到阈值的记录，填写得太少，和谁都对不上。', 'Every record is compared with itself. One that does not even then reach the threshold says too little to be linked to anything.'],
  unlinkable_lead: ['在本次阈值下，{1} 条记录（{0}）无法对上。', 'Records that cannot be linked at the threshold of this run: {1} ({0}).'],
  unlinkable_axis: ['达不到该权重的记录比例', 'share of records that cannot reach the weight'],
  given_only: ['只填了', 'gives only'],
  nothing: ['什么都没填', 'nothing'],
  failed: ['报告数据无法读取：{0}', 'The data of this report cannot be read: {0}'],
  old_browser: ['浏览器太旧：需要 Chrome/Edge 80、Firefox 113 或 Safari 16.4 以上。', 'This browser is too old: Chrome or Edge 80, Firefox 113 or Safari 16.4 is needed.'],
};

const LEVELS = {
  exact: ['相同', 'same'], else: ['不同', 'different'], typo: ['差一处笔误', 'a slip apart'], near: ['相近', 'near'],
  similar: ['写法相似', 'similar'], variant: ['异体字或曾用名', 'variant form'], homophone: ['同音不同调', 'sounds alike'],
  homophone_tone: ['同音', 'same sound'], incomplete: ['不完整但相符', 'incomplete but agrees'], one_differs: ['差一个字', 'one character differs'],
  surname: ['只有姓相同', 'surname only'], prefix: ['开头相同', 'same beginning'], swapped: ['次序颠倒', 'swapped'], contained: ['一个含另一个', 'one within the other'],
  initials: ['首字母相符', 'initials agree'], one_word: ['一个词相同', 'one word the same'], same_words: ['词相同，次序不同', 'same words'],
  decade: ['同年代', 'same decade'], year: ['同年', 'same year'], near_year: ['年份相近', 'near year'], year_only: ['只有年，相符', 'year only, agrees'],
  month: ['同年同月', 'same month'], month_only: ['只到月，相符', 'to the month, agrees'], day: ['同月同日', 'same day'], lunar: ['农历公历相符', 'lunar against solar'],
  birth: ['出生日期相同', 'same birth date'], county: ['同区县', 'same county'], county_birth: ['区县和出生日期相同', 'same county and birth date'],
  two_digits: ['差两位', 'two digits apart'], domain: ['同一邮箱服务', 'same domain'], user: ['用户名相同', 'same user'], user_typo: ['用户名差一处', 'user a slip apart'],
  area: ['同地区', 'same area'], unlike: ['号码不同且不像笔误', 'unlike, no mere slips'], overlap: ['有共同部分', 'share a part'], district: ['同片区', 'same district'], city: ['同市', 'same city'], town: ['同街道乡镇', 'same town'],
  community: ['同社区', 'same community'], place: ['同路号或小区', 'same street number or estate'], building: ['同栋', 'same building'], dwelling: ['同户', 'same dwelling'],
  part: ['部分相同', 'partly the same'], plate: ['门牌相同', 'same number'], own: ['本人', 'own'], last7: ['后七位相同', 'last seven the same'], last8: ['后八位相同', 'last eight the same'],
};

// Names of levels with a figure in them.
const MEASURES = {
  jw: ['相似度 ≥ {0}', 'similarity ≥ {0}'], jaccard: ['重合 ≥ {0}', 'overlap ≥ {0}'], dice: ['词重合 ≥ {0}', 'word overlap ≥ {0}'],
  distance: ['差 {0} 处以内', 'within {0} slips'], within: ['相差 ≤ {0}', 'within {0}'],
};

const KINDS = {
  'given name': '名', surname: '姓', 'full name': '姓名', date: '日期', 'e-mail': '邮箱', phone: '电话', postcode: '邮编', address: '地址',
  'house number': '门牌号', place: '地名', sex: '性别', 'person number': '个人号码', 'resident identity number': '身份证号码', 'Chinese name': '中文姓名',
  'Chinese address': '中文地址', code: '代码', text: '文字', 'row id': '行号', label: '标注', repetition: '重复内容', 'another person': '他人信息',
  'household number': '户编号', 'administrative date': '业务日期', empty: '空列',
};

// What blocking keys take of a value.
const KEYS = {
  prefix3: ['前 3 位', 'first 3'], prefix4: ['前 4 位', 'first 4'], prefix6: ['前 6 位', 'first 6'], suffix4: ['后 4 位', 'last 4'], suffix6: ['后 6 位', 'last 6'],
  first: ['首词', 'first word'], last: ['末词', 'last word'], initial: ['首字母', 'initial'], soundex: ['读音（Soundex）', 'sound (Soundex)'], digits: ['数字', 'figures'],
  digits6: ['后 6 位数字', 'last 6 figures'], year: ['年', 'year'], yearmonth: ['年月', 'year and month'], monthday: ['月日', 'month and day'], tokens: ['词，不计次序', 'words in any order'],
  local: ['@ 之前', 'before @'], skeleton: ['骨架', 'skeleton'], hanzi_name: ['姓名', 'name'], hanzi_sound: ['读音', 'sound'], hanzi_regional_sound: ['方言读音', 'regional sound'],
  hanzi_characters: ['用字，不计次序', 'characters in any order'], hanzi_surname: ['姓', 'surname'], hanzi_surname_sound: ['姓的读音', 'sound of the surname'], hanzi_given: ['名', 'given name'],
  citizen_id: ['号码', 'number'], citizen_id_tail: ['号码后段', 'end of the number'], citizen_id_head: ['号码前段', 'beginning of the number'], cn_date: ['日期', 'date'], cn_month: ['年月', 'year and month'],
  cn_lunar_date: ['农历日期', 'lunar date'], cn_phone: ['号码', 'number'], cn_door: ['门牌房号', 'door'],
};

// The engine's reasons, which are in English, and what they are in Chinese.
const REASONS = [
  [/^fewer than two values$/, '不足两个值'],
  [/^header "(.*)": it does not identify the person$/, '列名含“{0}”：不是本人的信息'],
  [/^header "(.*)": taken for the answer, .*$/, '列名含“{0}”：视为答案而不是证据'],
  [/^values have the form of resident identity numbers$/, '取值是身份证号码的形式'],
  [/^values contain @$/, '取值含 @'],
  [/^no value repeats: it cannot tell duplicates$/, '没有重复值，无助于查重'],
  [/^two to four Chinese characters$/, '二至四个汉字'],
  [/^long Chinese text$/, '较长的中文'],
  [/^figures in the place of an address: codes$/, '地址列里是数字代码'],
  [/^values are dates$/, '取值是日期'],
  [/^only (\d+) values$/, '只有 {0} 个不同值'],
  [/^long figures$/, '较长的数字'],
  [/^short figures$/, '较短的数字'],
  [/^single words$/, '单个词'],
  [/^free text$/, '自由文字'],
  [/^part of the address$/, '地址的一部分'],
  [/^says again what (.*) say$/, '重复了 {0} 的内容'],
  [/^header "(.*)"$/, '列名含“{0}”'],
];

// Kinds of pairs in plain words: a pattern of the name, then both languages
// with the name and the words.
const CLASSES = [
  [/^match$/, '匹配', '两条记录是同一个：各字段大多相同，不同多因笔误或更新', 'match', 'the two are one: most fields agree, and differ by slips and updates'],
  [/^match, moved$/, '匹配（已搬迁）', '是同一个，但住址、电话等已经变了', 'match, moved', 'the two are one, but address, telephone and the like have changed'],
  [/^household$/, '同户', '同一户的不同成员：住址、电话、姓常相同，其余凭偶然', 'household', 'different people of one household: they share address, telephone and often the surname, the rest by chance'],
  [/^household, same (.*)$/, '同户且 {0} 相同', '同户的不同成员，偏偏 {0} 也相同，如双胞胎、父子同名', 'household, same {0}', 'different people of one household who also agree in {0}, as twins do, or father and son of one name'],
  [/^street$/, '同街', '住在同一条街的不同的人', 'street', 'different people of one street'],
  [/^town$/, '同城', '住在同一地方的不同的人', 'town', 'different people of one place'],
  [/^same (.*) and what is made from it$/, '{0} 及由它而来的字段相同', '不同的人，{0} 相同，由它生成的字段因此也像', 'same {0} and what is made from it', 'different people with the same {0}, so that what is made from it is alike too'],
  [/^same (.*) and (.*)$/, '{0} 与 {1} 相同', '不同的人，这两个字段同时相同比偶然更常见', 'same {0} and {1}', 'different people who agree in these two more often than chance makes'],
  [/^chance$/, '偶然', '毫不相干的两条记录，相同之处全凭偶然', 'chance', 'two records that have nothing to do with each other'],
];

let lang = 'zh';
const tongue = () => (lang === 'zh' ? 0 : 1);

function fill(text, args) {
  return text.replace(/\{(\d)\}/g, (_, i) => args[i]).replace(/([万亿]) (?=[倍对种条个])/g, '$1');
}

function t(key, ...args) {
  const w = WORDS[key];
  return w ? fill(w[tongue()], args) : key.replace(/^r_/, '');
}

function levelName(name) {
  if (LEVELS[name]) return LEVELS[name][tongue()];
  const m = /^([a-z]+)_([\d.]+)$/.exec(name);
  return m && MEASURES[m[1]] ? fill(MEASURES[m[1]][tongue()], [m[2]]) : name.replace(/_/g, ' ');
}

// ruleName says in words which parts of the columns a blocking rule compares.
function ruleName(rule) {
  return rule.replace(/:([a-z_0-9]+)(?= \+ |⇄|$)/g, (all, key) => (KEYS[key] ? (lang === 'zh' ? '（' + KEYS[key][0] + '）' : ' (' + KEYS[key][1] + ')') : all));
}

function kindName(kind) {
  return lang === 'zh' ? KINDS[kind] || kind : kind;
}

function reasonText(why) {
  if (lang !== 'zh' || !why) return why || '';
  for (const [form, text] of REASONS) {
    const m = form.exec(why);
    if (m) return fill(text, m.slice(1).map((s) => s.replace(/ and /g, '、')));
  }
  return why;
}

function className(name) {
  for (const [form, zh, , en] of CLASSES) {
    const m = form.exec(name);
    if (m) return fill(lang === 'zh' ? zh : en, m.slice(1));
  }
  return name;
}

function classMeaning(name) {
  for (const [form, , zh, , en] of CLASSES) {
    const m = form.exec(name);
    if (m) return fill(lang === 'zh' ? zh : en, m.slice(1));
  }
  return '';
}
