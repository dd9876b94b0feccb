;;; nasg-mode.el --- Spaces of neural architectures  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages

;;; Commentary:

;; Colours, comments and indentation of nasg programs; `nasg-format-buffer' asks `nasgc fmt', and Eglot starts
;; `nasgc lsp'.  With Emacs 29 and the grammar for tree-sitter, `nasg-ts-mode' colours by the tree.

;;; Code:

(defgroup nasg nil
  "Spaces of neural architectures."
  :group 'languages)

(defcustom nasg-program "nasgc"
  "The compiler: a name on the path, or a path."
  :type 'string)

(defcustom nasg-indent-offset 2
  "Columns by which a body stands behind its definition."
  :type 'integer
  :safe #'integerp)

(defvar nasg-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (dolist (sign '(?+ ?- ?= ?> ?< ?| ?@ ?^))
      (modify-syntax-entry sign "." table))
    table))

(defconst nasg--declarations '("import" "op" "topology" "space" "search"))
(defconst nasg--keywords
  '("let" "in" "where" "frame" "limit" "level" "notation" "extends" "on" "connected" "tied" "step" "log"))
(defconst nasg--constants '("true" "false"))

(defconst nasg--nonterminal "\\_<[A-Z][A-Z0-9_]*\\_>")

(defconst nasg--font-lock-keywords
  `(("\\_<import[ \t]+\\([A-Za-z_][A-Za-z0-9_.]*\\)" 1 font-lock-constant-face)
    ("\\_<\\(?:op\\|topology\\)[ \t]+\\(\\(?:\\sw\\|\\s_\\)+\\)" 1 font-lock-function-name-face)
    ("\\_<\\(?:space\\|search\\)[ \t]+\\(\\(?:\\sw\\|\\s_\\)+\\)" 1 font-lock-type-face)
    (,(regexp-opt (append nasg--declarations nasg--keywords) 'symbols) . font-lock-keyword-face)
    (,(regexp-opt nasg--constants 'symbols) . font-lock-constant-face)
    ("\\_<[0-9]+\\(?:\\.[0-9]+\\)?\\(?:[eE][+-]?[0-9]+\\)?[kMG]?\\_>" . font-lock-constant-face)
    (,nasg--nonterminal . font-lock-type-face)
    ("\\_<\\([A-Za-z_]\\(?:\\sw\\|\\s_\\)*\\)[ \t]*(" 1 font-lock-function-name-face)))

(defun nasg--syntactic-face (state)
  "The face of the comment or string that STATE, of `syntax-ppss', stands in."
  (cond ((nth 3 state) 'font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at "///\\(?:[^/]\\|$\\)")) 'font-lock-doc-face)
        (t 'font-lock-comment-face)))

;;; Indentation

(defconst nasg--deepest 55
  "The column behind which `nasgc fmt' aligns nothing.")

(defconst nasg--continuation "[]),;=|>+*^@-]\\|/[^/*]\\|\\(?:where\\|in\\)\\_>"
  "What goes on with what a brace ends.")

(defun nasg--goto-statement (open)
  "Go back to where the statement or part of a list around point begins.
OPEN is the innermost bracket around it, or nil."
  (let ((begin (if open (1+ open) (point-min)))
        (goes-on (looking-at-p nasg--continuation))
        (moving t))
    (while moving
      (forward-comment (- (point)))
      (cond ((<= (point) begin) (setq moving nil))
            ((memq (char-before) '(?\; ?,)) (setq moving nil))
            ((and (eq (char-before) ?}) (not goes-on)) (setq moving nil))
            ((memq (char-before) '(?\) ?\] ?} ?\")) (backward-sexp))
            ((zerop (skip-syntax-backward "w_")) (backward-char)))
      (setq goes-on (looking-at-p nasg--continuation)))
    (goto-char (max (point) begin))
    (forward-comment (point-max))))

(defun nasg--body-column (open)
  "The column of what stands in the bracket OPEN, or nil for what stands in none."
  (save-excursion
    (if (null open)
        0
      (goto-char (1+ open))
      (skip-chars-forward " \t")
      (if (not (or (eolp) (looking-at-p "//")))
          (min (current-column) nasg--deepest)
        (goto-char open)
        (nasg--goto-statement (nth 1 (syntax-ppss)))
        (+ (current-indentation) nasg-indent-offset)))))

(defun nasg--column ()
  "The column for the line whose first sign point stands at.
Nil within comments and strings."
  (let* ((state (save-excursion (syntax-ppss (line-beginning-position))))
         (open (nth 1 state))
         (here (point))
         (start (save-excursion (nasg--goto-statement open) (point))))
    (cond ((nth 8 state) nil)
          ((looking-at-p "[]})]")
           (save-excursion
             (goto-char open)
             (nasg--goto-statement (nth 1 (syntax-ppss)))
             (current-indentation)))
          ((or (>= start here) (and open (memq (char-after open) '(?\( ?\[)))) (nasg--body-column open))
          (t (nasg--continued-column start (looking-at-p "|\\(?:[^=]\\|$\\)"))))))

(defun nasg--continued-column (start alternative)
  "The column of a line that goes on with the statement at START.
An ALTERNATIVE stands below the sign before the first one, other lines below
what follows that sign."
  (let ((end (line-beginning-position))
        (open (nth 1 (save-excursion (syntax-ppss start)))))
    (save-excursion
      (goto-char start)
      (let ((own (current-column))
            (sign nil))
        (while (and (setq sign (re-search-forward "=[ \t]*" end t))
                    (not (eq open (nth 1 (save-excursion (syntax-ppss (match-beginning 0))))))))
        (cond ((not sign) (+ own nasg-indent-offset))
              (alternative (goto-char (match-beginning 0)) (min (current-column) nasg--deepest))
              ((eolp) (+ own nasg-indent-offset))
              (t (min (current-column) nasg--deepest)))))))

(defun nasg-indent-line ()
  "Indent the line as `nasgc fmt' does where it can be told from the lines above."
  (let ((column (save-excursion
                  (back-to-indentation)
                  (nasg--column))))
    (if (null column)
        'noindent
      (if (<= (current-column) (current-indentation))
          (indent-line-to column)
        (save-excursion (indent-line-to column))))))

;;; Formatting and the language server

(defun nasg-format-buffer ()
  "Write the buffer as `nasgc fmt' does.
Mistakes of the program are shown, and nothing is changed."
  (interactive)
  (let ((source (current-buffer))
        (errors (make-temp-file "nasg-fmt")))
    (unwind-protect
        (with-temp-buffer
          (let* ((formatted (current-buffer))
                 (status (with-current-buffer source
                           (save-restriction
                             (widen)
                             (call-process-region nil nil nasg-program nil (list formatted errors) nil "fmt" "-")))))
            (if (eq status 0)
                (with-current-buffer source
                  (save-restriction
                    (widen)
                    (replace-buffer-contents formatted)))
              (erase-buffer)
              (insert-file-contents errors)
              (message "%s" (string-trim (buffer-string))))))
      (delete-file errors))))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `((nasg-mode nasg-ts-mode) . ,(lambda (&rest _) (list nasg-program "lsp")))))

;;; Modes

(defvar nasg-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-f") #'nasg-format-buffer)
    map))

(defconst nasg--imenu
  '((nil "^[ \t]*\\(?:op\\|topology\\|search\\|space\\)[ \t]+\\(\\(?:\\sw\\|\\s_\\)+\\)" 1)
    ("Nonterminals" "^[ \t]+\\([A-Z][A-Z0-9_]*\\)[ \t]*\\(?::[^=\n]*\\)?|?=" 1)))

;;;###autoload
(define-derived-mode nasg-mode prog-mode "nasg"
  "Major mode for programs that describe spaces of neural architectures."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "\\(?://+\\|/\\*+\\)[ \t]*")
  (setq-local indent-line-function #'nasg-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local fill-column 110)
  (setq-local imenu-generic-expression nasg--imenu)
  (setq-local font-lock-defaults
              '(nasg--font-lock-keywords nil nil nil (font-lock-syntactic-face-function . nasg--syntactic-face))))

(declare-function treesit-ready-p "treesit")
(declare-function treesit-parser-create "treesit.c")
(declare-function treesit-font-lock-rules "treesit")
(declare-function treesit-major-mode-setup "treesit")
(defvar treesit-font-lock-settings)
(defvar treesit-font-lock-feature-list)

(defun nasg--tree-colours ()
  "What `nasg-ts-mode' colours, by the nodes of the grammar for tree-sitter."
  (treesit-font-lock-rules
   :language 'nasg :feature 'comment
   '((doc_comment) @font-lock-doc-face (comment) @font-lock-comment-face)
   :language 'nasg :feature 'string :override t
   '((string) @font-lock-string-face (escape_sequence) @font-lock-constant-face)
   :language 'nasg :feature 'definition
   '((op_declaration name: (identifier) @font-lock-function-name-face)
     (topology_declaration name: (identifier) @font-lock-function-name-face)
     (space_declaration name: (identifier) @font-lock-type-face)
     (search_declaration name: (identifier) @font-lock-type-face)
     (rule_declaration name: (identifier) @font-lock-type-face)
     (parameter name: (identifier) @font-lock-variable-name-face)
     (block input: (identifier) @font-lock-variable-name-face)
     (equation name: (identifier) @font-lock-variable-name-face)
     (let_expression name: (identifier) @font-lock-variable-name-face))
   :language 'nasg :feature 'keyword
   `([,@nasg--declarations ,@nasg--keywords] @font-lock-keyword-face)
   :language 'nasg :feature 'constant
   '([(boolean) (number) (module_path) (unit)] @font-lock-constant-face)
   :language 'nasg :feature 'reference
   `(((reference) @font-lock-type-face (:match ,(concat "\\`" nasg--nonterminal "\\'") @font-lock-type-face))
     (call_expression function: (reference) @font-lock-function-name-face))))

;;;###autoload
(define-derived-mode nasg-ts-mode nasg-mode "nasg"
  "Major mode for nasg programs that colours by their trees."
  (when (and (require 'treesit nil t) (treesit-ready-p 'nasg))
    (treesit-parser-create 'nasg)
    (setq-local font-lock-defaults nil)
    (setq-local treesit-font-lock-settings (nasg--tree-colours))
    (setq-local treesit-font-lock-feature-list
                '((comment definition) (keyword string) (constant reference)))
    (treesit-major-mode-setup)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.nasg\\'" . nasg-mode))

(provide 'nasg-mode)
;;; nasg-mode.el ends here
