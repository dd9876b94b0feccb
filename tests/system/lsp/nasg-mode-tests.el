;;; nasg-mode-tests.el --- What Emacs makes of programs  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0

;;; Code:

(require 'ert)
(require 'imenu)
(require 'nasg-mode)

(defvar nasg-tests-root (getenv "NASG_SOURCE_DIR"))

(defmacro nasg-tests-with (text &rest body)
  "Run BODY in a buffer of nasg-mode that holds TEXT."
  (declare (indent 1))
  `(with-temp-buffer
     (insert ,text)
     (nasg-mode)
     (font-lock-ensure)
     (goto-char (point-min))
     ,@body))

(defun nasg-tests-face (word)
  "The face of the first place of WORD."
  (goto-char (point-min))
  (search-forward word)
  (get-text-property (match-beginning 0) 'face))

(ert-deftest nasg-files-open-in-their-mode ()
  (should (eq (cdr (assoc "\\.nasg\\'" auto-mode-alist)) 'nasg-mode)))

(ert-deftest nasg-every-word-of-the-grammar-is-coloured ()
  (let ((words (append nasg--declarations nasg--keywords nasg--constants))
        (found nil))
    (with-temp-buffer
      (insert-file-contents (expand-file-name "grammar/Nasg.g4" nasg-tests-root))
      (while (re-search-forward "^[A-Z]+ : '\\([a-z]+\\)' ;" nil t)
        (push (match-string 1) found)))
    (should found)
    (should (equal (sort found #'string<) (sort (copy-sequence words) #'string<)))
    (dolist (word words)
      (nasg-tests-with (concat word " x")
        (should (memq (nasg-tests-face word) '(font-lock-keyword-face font-lock-constant-face)))))))

(ert-deftest nasg-colours-go-by-what-words-are ()
  (nasg-tests-with "/// Doc.\n// op\nimport std.vision;\nop f(k) = conv2d(C, 1.5k) >> \"a // b\" /* let\n in */ BLOCK_2 >> resBlock;\n"
    (dolist (pair '(("Doc" . font-lock-doc-face) ("op" . font-lock-comment-face) ("import" . font-lock-keyword-face)
                    ("std.v" . font-lock-constant-face) ("f(k" . font-lock-function-name-face)
                    ("conv2d" . font-lock-function-name-face) ("1.5k" . font-lock-constant-face)
                    ("// b" . font-lock-string-face) ("let" . font-lock-comment-face)
                    (" in" . font-lock-comment-face) ("BLOCK_2" . font-lock-type-face) ("resBlock" . nil)))
      (should (equal (cons (car pair) (nasg-tests-face (car pair))) pair)))))

(ert-deftest nasg-indents-programs-as-the-formatter-does ()
  (let ((files (append (directory-files-recursively (expand-file-name "stdlib" nasg-tests-root) "\\.nasg\\'")
                       (directory-files-recursively (expand-file-name "examples" nasg-tests-root) "\\.nasg\\'")))
        (lines 0))
    (dolist (file files)
      (let ((text (with-temp-buffer (insert-file-contents file) (buffer-string)))
            (inhibit-message t))
        (nasg-tests-with (replace-regexp-in-string "^[ ]+" "" text)
          (indent-region (point-min) (point-max))
          (setq lines (+ lines (count-lines (point-min) (point-max))))
          (should (equal (cons file (buffer-string)) (cons file text))))))
    (should (> lines 1000))))

(ert-deftest nasg-comments-and-uncomments-lines ()
  (nasg-tests-with "op f = relu;\n"
    (comment-region (point-min) (point-max))
    (should (equal (buffer-string) "// op f = relu;\n"))
    (uncomment-region (point-min) (point-max))
    (should (equal (buffer-string) "op f = relu;\n"))))

(ert-deftest nasg-formats-and-keeps-what-is-no-program ()
  (let ((nasg-program (getenv "NASGC")) (inhibit-message t))
    (nasg-tests-with "op f=relu ;\n"
      (nasg-format-buffer)
      (should (equal (buffer-string) "op f = relu;\n")))
    (nasg-tests-with "op f = ;\n"
      (nasg-format-buffer)
      (should (equal (buffer-string) "op f = ;\n")))))

(ert-deftest nasg-lists-definitions ()
  (nasg-tests-with "op f(k) = relu;\nspace S : [3] -> [3] {\n  A : [C] -> [C] = id;\n  B |= id;\n}\n"
    (let ((index (imenu--generic-function imenu-generic-expression)))
      (should (equal (mapcar #'car (cdr (assoc "Nonterminals" index))) '("A" "B")))
      (should (assoc "f" index))
      (should (assoc "S" index)))))

(ert-deftest nasg-eglot-starts-the-server ()
  (skip-unless (require 'eglot nil t))
  (let ((entry (cdr (assoc '(nasg-mode nasg-ts-mode) eglot-server-programs))))
    (should (equal (funcall entry) (list nasg-program "lsp")))))

(ert-deftest nasg-trees-colour-alike ()
  (skip-unless (and (require 'treesit nil t) (treesit-ready-p 'nasg t)))
  (with-temp-buffer
    (insert "/// Doc.\nop f(k) = conv2d(C, true) >> BLOCK_2;\n")
    (nasg-ts-mode)
    (font-lock-ensure)
    (dolist (pair '(("Doc" . font-lock-doc-face) ("op" . font-lock-keyword-face) ("f(k" . font-lock-function-name-face)
                    ("k)" . font-lock-variable-name-face) ("conv2d" . font-lock-function-name-face)
                    ("true" . font-lock-constant-face) ("BLOCK_2" . font-lock-type-face)))
      (should (equal (cons (car pair) (nasg-tests-face (car pair))) pair)))))

;;; nasg-mode-tests.el ends here
