// SPDX-License-Identifier: Apache-2.0
// The grammar of the language. Every decision is taken on one token of lookahead, but for `let tied`, so
// that an error is found where it stands. All nesting runs through `expression`; chains are loops.
// The parser is entered one declaration at a time (parser.cpp).
grammar Nasg;

declaration
    : importDeclaration | opDeclaration | topologyDeclaration | spaceDeclaration | searchDeclaration
    ;

expressionOnly : expression EOF ;

importDeclaration : IMPORT (modulePath | STRING) SEMI ;
modulePath : pathPart (DOT pathPart)* ;

opDeclaration : OP name parameters? (COLON type)? ASSIGN body ;
topologyDeclaration : TOPOLOGY name (LPAREN names? RPAREN)? ASSIGN body ;
body : block SEMI? | plain SEMI ;

parameters : LPAREN (parameter (COMMA parameter)*)? RPAREN ;
parameter : name (ASSIGN expression)? ;
names : name (COMMA name)* ;

type : typeInputs ARROW shape ;
typeInputs : shape | LPAREN shape (COMMA shape)* RPAREN ;
shape : LBRACK (sum (COMMA sum)*)? RBRACK ;

spaceDeclaration : SPACE name parameters? (EXTENDS name)? (COLON type)? LBRACE member* RBRACE ;
member : frameDeclaration | limitDeclaration | levelDeclaration | notationDeclaration | ruleDeclaration ;
frameDeclaration : FRAME ASSIGN expression SEMI ;
limitDeclaration : LIMIT limitItem (COMMA limitItem)* SEMI ;
limitItem : sum ATMOST sum ;
levelDeclaration : LEVEL name LBRACE names? RBRACE SEMI? ;
notationDeclaration : NOTATION name LBRACE notationEntry* RBRACE SEMI? ;
notationEntry : expression ASSIGN STRING SEMI ;
ruleDeclaration : ruleName (COLON type)? (ASSIGN | JOIN) alternative (BAR alternative)* SEMI ;
alternative : expression (AT sum)? (WHERE CONNECTED)? ;

searchDeclaration : SEARCH name ON name arguments? LBRACE searchEntry* RBRACE ;
searchEntry : name ASSIGN expression name? SEMI ;

expression : block | plain ;
plain : letClause* chain ;
letClause : LET TIED? name ASSIGN expression IN ;
block : BAR names? BAR LBRACE item (SEMI item?)* RBRACE ;
item : expression (ASSIGN expression)? ;
chain : sum (COMPOSE sum)* ;
sum : product ((PLUS | MINUS | CONCAT) product)* ;
product : unary ((STAR | SLASH) unary)* ;
unary : MINUS? postfix ;
postfix : primary (arguments | power)* ;
power : CARET exponent ;
exponent : NUMBER | name | valueSet | LPAREN expression RPAREN ;
arguments : LPAREN (argument (COMMA argument)*)? RPAREN ;
argument : (expression | keyword) (ASSIGN expression)? ;
primary
    : NUMBER | STRING | TRUE | FALSE | name | LPAREN expression RPAREN | valueSet | list
    ;
valueSet : LBRACE expression (RANGE expression ((STEP | LOG) expression)? | (COMMA expression)*) RBRACE ;
list : LBRACK (expression (COMMA expression)*)? RBRACK ;

// Words that mean something only where they stand are names everywhere else.
name : ID | FRAME | LIMIT | LEVEL | NOTATION | EXTENDS | ON | CONNECTED | TIED | STEP | LOG ;
ruleName : ID | EXTENDS | ON | CONNECTED | TIED | STEP | LOG ;
keyword : IMPORT | OP | TOPOLOGY | SPACE | SEARCH | LET | IN | WHERE ;
pathPart : name | keyword ;

IMPORT : 'import' ;
OP : 'op' ;
TOPOLOGY : 'topology' ;
SPACE : 'space' ;
SEARCH : 'search' ;
LET : 'let' ;
IN : 'in' ;
WHERE : 'where' ;
TRUE : 'true' ;
FALSE : 'false' ;
FRAME : 'frame' ;
LIMIT : 'limit' ;
LEVEL : 'level' ;
NOTATION : 'notation' ;
EXTENDS : 'extends' ;
ON : 'on' ;
CONNECTED : 'connected' ;
TIED : 'tied' ;
STEP : 'step' ;
LOG : 'log' ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACK : '[' ;
RBRACK : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
SEMI : ';' ;
COMMA : ',' ;
COLON : ':' ;
ASSIGN : '=' ;
JOIN : '|=' ;
ATMOST : '<=' ;
ARROW : '->' ;
COMPOSE : '>>' ;
CONCAT : '++' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;
CARET : '^' ;
BAR : '|' ;
AT : '@' ;
RANGE : '..' ;
DOT : '.' ;

NUMBER : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? [kMG]? ;
ID : [a-zA-Z_] [a-zA-Z0-9_]* ;
STRING : '"' STRING_PART* '"' ;

DOC : '///' (~[/\r\n] ~[\r\n]*)? -> channel(HIDDEN) ;
LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
BLOCK_COMMENT : '/*' .*? '*/' -> channel(HIDDEN) ;
SPACES : [ \t\r\n\f]+ -> skip ;

// What is no token; parser.cpp reports it. Bytes, not code points, come in (byte_stream.h).
BAD_NUMBER : [0-9]+ ('.' [0-9]+)? [a-zA-Z_] [a-zA-Z0-9_]* -> type(NUMBER) ;
BAD_STRING : '"' STRING_PART* -> type(STRING) ;
BAD_COMMENT : '/*' (~[*] | '*'+ ~[*/])* '*'* -> channel(HIDDEN) ;
BAD_CHARACTER : ([\u00C0-\u00FF] [\u0080-\u00BF]* | .) -> channel(HIDDEN) ;

fragment STRING_PART : ~["\\\r\n] | '\\' ~[\r\n] ;
