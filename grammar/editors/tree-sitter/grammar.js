// SPDX-License-Identifier: Apache-2.0
// The language for tree-sitter: the programs of Nasg.g4, in trees whose fields say what each part is for. A name is an
// `identifier` where it is given, and a `reference` where it is used.
// `src/` is made of this file: `tree-sitter generate --abi 14 --no-bindings`.

const COMPOSE = 1, SUM = 2, PRODUCT = 3, NEGATION = 4, POSTFIX = 5;

const list = (item) => optional(list1(item));
const list1 = (item) => seq(item, repeat(seq(',', item)));

module.exports = grammar({
  name: 'nasg',

  word: $ => $.identifier,
  extras: $ => [/[ \t\r\n\f]/, $.doc_comment, $.comment],
  supertypes: $ => [$.declaration, $.member, $.expression],
  inline: $ => [$._type_annotation, $._reference],

  rules: {
    source_file: $ => repeat($.declaration),

    declaration: $ => choice(
      $.import_declaration, $.op_declaration, $.topology_declaration, $.space_declaration, $.search_declaration),

    import_declaration: $ => seq('import', field('module', choice($.module_path, $.string)), ';'),
    module_path: $ => seq($.identifier, repeat(seq('.', $.identifier))),

    op_declaration: $ => seq(
      'op', field('name', $.identifier), field('parameters', optional($.parameters)), optional($._type_annotation),
      '=', $._body),
    topology_declaration: $ => seq(
      'topology', field('name', $.identifier), field('parameters', optional(alias($._operands, $.parameters))),
      '=', $._body),
    _body: $ => choice(seq(field('body', $.block), optional(';')), seq(field('body', $._plain), ';')),

    parameters: $ => seq('(', list($.parameter), ')'),
    parameter: $ => seq(field('name', $.identifier), optional(seq('=', field('default', $.expression)))),
    _operands: $ => seq('(', list(alias($._operand_name, $.parameter)), ')'),
    _operand_name: $ => field('name', $.identifier),

    _type_annotation: $ => seq(':', field('type', $.type)),
    type: $ => seq(
      choice(field('input', $.shape), seq('(', list1(field('input', $.shape)), ')')), '->', field('output', $.shape)),
    shape: $ => seq('[', list($._sum), ']'),

    space_declaration: $ => seq(
      'space', field('name', $.identifier), field('parameters', optional($.parameters)),
      optional(seq('extends', field('base', $._reference))), optional($._type_annotation),
      field('body', $.space_body)),
    space_body: $ => seq('{', repeat($.member), '}'),

    member: $ => choice(
      $.frame_declaration, $.limit_declaration, $.level_declaration, $.notation_declaration, $.rule_declaration),

    frame_declaration: $ => seq('frame', '=', field('value', $.expression), ';'),

    limit_declaration: $ => seq('limit', list1($.bound), ';'),
    bound: $ => seq(field('measure', $._sum), '<=', field('most', $._sum)),

    level_declaration: $ => seq('level', field('name', $.identifier), $.level_body, optional(';')),
    level_body: $ => seq('{', list(field('nonterminal', $._reference)), '}'),

    notation_declaration: $ => seq('notation', field('name', $.identifier), $.notation_body, optional(';')),
    notation_body: $ => seq('{', repeat($.notation_entry), '}'),
    notation_entry: $ => seq(field('pattern', $.expression), '=', field('text', $.string), ';'),

    rule_declaration: $ => seq(
      field('name', $.identifier), optional($._type_annotation), choice('=', '|='),
      $.alternative, repeat(seq('|', $.alternative)), ';'),
    alternative: $ => seq(
      field('value', $.expression), optional(seq('@', field('weight', $._sum))), optional(seq('where', 'connected'))),

    search_declaration: $ => seq(
      'search', field('name', $.identifier), 'on', field('space', $._reference),
      field('arguments', optional($.arguments)), field('body', $.search_body)),
    search_body: $ => seq('{', repeat($.setting), '}'),
    setting: $ => seq(
      field('name', $.identifier), '=', field('value', $.expression),
      optional(field('unit', alias($.identifier, $.unit))), ';'),

    // Blocks and `let` stand where an expression begins, never beside an operator: hence the layers below.
    expression: $ => choice($.block, $._plain),
    _plain: $ => choice($.let_expression, $._chain),
    _chain: $ => choice(alias($._composition, $.binary_expression), $._sum),
    _sum: $ => choice($.binary_expression, $.unary_expression, $._postfix),
    _postfix: $ => choice(
      $.call_expression, $.power_expression, $.parenthesized_expression, $.value_set, $.list, $.number, $.string,
      $.boolean, $._reference),
    _reference: $ => alias($.identifier, $.reference),

    let_expression: $ => seq(
      'let', choice(seq(optional('tied'), field('name', $.identifier)), field('name', alias('tied', $.identifier))),
      '=', field('value', $.expression), 'in', field('body', $._plain)),

    block: $ => seq(
      '|', list(field('input', $.identifier)), '|',
      '{', repeat(seq($.equation, repeat1(';'))), field('result', $.expression), repeat(';'), '}'),
    equation: $ => seq(field('name', $.identifier), '=', field('value', $.expression)),

    _composition: $ => prec.left(COMPOSE, seq(
      field('left', $._chain), field('operator', '>>'), field('right', $._sum))),
    binary_expression: $ => choice(
      ...[[SUM, choice('+', '-', '++')], [PRODUCT, choice('*', '/')]].map(([precedence, operator]) =>
        prec.left(precedence, seq(
          field('left', $._sum), field('operator', operator), field('right', $._sum))))),
    unary_expression: $ => prec(NEGATION, seq(field('operator', '-'), field('operand', $._postfix))),

    call_expression: $ => prec(POSTFIX, seq(field('function', $._postfix), field('arguments', $.arguments))),
    arguments: $ => seq('(', list(choice($.expression, $.named_argument)), ')'),
    named_argument: $ => seq(field('name', $.identifier), '=', field('value', $.expression)),

    power_expression: $ => prec(POSTFIX, seq(
      field('base', $._postfix), '^',
      field('exponent', choice($.number, $._reference, $.value_set, $.parenthesized_expression)))),

    parenthesized_expression: $ => seq('(', $.expression, ')'),
    value_set: $ => seq('{', choice($.range, list1($.expression)), '}'),
    range: $ => seq(
      field('from', $.expression), '..', field('to', $.expression),
      optional(seq(choice('step', 'log'), field('step', $.expression)))),
    list: $ => seq('[', list($.expression), ']'),

    boolean: $ => choice('true', 'false'),
    identifier: $ => /[a-zA-Z_][a-zA-Z0-9_]*/,
    // A number that runs into letters is one word, and wrong: what would have to follow it cannot.
    number: $ => choice(
      /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?[kMG]?/,
      seq(/[0-9]+(\.[0-9]+)?[a-zA-Z_][a-zA-Z0-9_]*/, token.immediate(/[a-zA-Z0-9_]/))),

    string: $ => seq(
      '"', repeat(choice($.string_content, $.escape_sequence)), token.immediate('"')),
    string_content: $ => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape_sequence: $ => token.immediate(/\\[nt"\\]/),

    // Three slashes document; four are a comment like two.
    doc_comment: $ => token(/\/\/\/([^\/\r\n][^\r\n]*)?/),
    comment: $ => token(choice(
      /\/\/([^\/\r\n][^\r\n]*)?/,
      /\/\/\/\/[^\r\n]*/,
      /\/\*[^*]*\*+([^\/*][^*]*\*+)*\//)),
  },
});
