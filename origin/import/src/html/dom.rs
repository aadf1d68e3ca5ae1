//! The tree that html5ever makes of a description. Nodes lie in one list and know each other by their places in it, so
//! that dropping a deep tree does not recurse.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::{Attribute, ElementFlags, ExpandedName, QualName};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{NodeOrText, QuirksMode, TreeSink};

/// A node: an element, a text, or what is never shown.
pub struct Node {
    /// Its place in [`Dom::nodes`].
    place: usize,
    /// An element's name.
    pub name: Option<QualName>,
    /// An element's attributes.
    pub attributes: Vec<Attribute>,
    /// A text's text.
    pub text: RefCell<String>,
    parent: RefCell<Option<usize>>,
    children: RefCell<Vec<usize>>,
}

/// What a parser hands its handles out for.
pub type Handle = Rc<Node>;

/// A document; its first node is the root.
pub struct Dom {
    nodes: RefCell<Vec<Handle>>,
}

impl Dom {
    /// A document with nothing in it.
    pub fn new() -> Self {
        let dom = Self { nodes: RefCell::new(Vec::new()) };
        dom.make(None, Vec::new(), String::new());
        dom
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.borrow().len()
    }

    /// The root.
    pub fn root(&self) -> Handle {
        self.node(0)
    }

    /// The children of a node, in their order.
    pub fn children(&self, node: &Node) -> Vec<Handle> {
        node.children.borrow().iter().map(|place| self.node(*place)).collect()
    }

    /// Every node, in the order in which they were made.
    pub fn all(&self) -> Vec<Handle> {
        self.nodes.borrow().clone()
    }

    fn node(&self, place: usize) -> Handle {
        Rc::clone(&self.nodes.borrow()[place])
    }

    fn make(&self, name: Option<QualName>, attributes: Vec<Attribute>, text: String) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        let node = Rc::new(Node {
            place: nodes.len(),
            name,
            attributes,
            text: RefCell::new(text),
            parent: RefCell::new(None),
            children: RefCell::new(Vec::new()),
        });
        nodes.push(Rc::clone(&node));
        node
    }

    /// Puts a node or text among the children of `parent`, before the `at`th.
    fn insert(&self, parent: &Node, at: usize, child: NodeOrText<Handle>) {
        let child = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(&node);
                node
            }
            NodeOrText::AppendText(text) => {
                let before = at.checked_sub(1).and_then(|at| parent.children.borrow().get(at).copied());
                if let Some(before) = before.map(|place| self.node(place)).filter(|node| node.is_text()) {
                    before.text.borrow_mut().push_str(&text);
                    return;
                }
                self.make(None, Vec::new(), text.to_string())
            }
        };
        child.parent.replace(Some(parent.place));
        let mut children = parent.children.borrow_mut();
        let at = at.min(children.len());
        children.insert(at, child.place);
    }

    fn detach(&self, node: &Node) {
        let Some(parent) = node.parent.take() else { return };
        self.node(parent).children.borrow_mut().retain(|place| *place != node.place);
    }
}

impl Node {
    fn is_text(&self) -> bool {
        self.name.is_none() && self.place != 0 && !self.text.borrow().is_empty()
    }

    /// An element's local name; empty for a text.
    pub fn tag(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.local)
    }

    /// Whether the element has this attribute.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| &*attribute.name.local == name)
    }
}

impl TreeSink for Dom {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    // Browsers mend what is wrong in a page, and so does this.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.root()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.as_ref().expect("the parser asks elements alone").expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Handle {
        self.make(Some(name), attributes, String::new())
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.make(None, Vec::new(), String::new())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.make(None, Vec::new(), String::new())
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let end = parent.children.borrow().len();
        self.insert(parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let placed = element.parent.borrow().is_some();
        match placed {
            true => self.append_before_sibling(element, child),
            false => self.append(previous, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    // What a template holds is never shown: it may lie beside the tree.
    fn get_template_contents(&self, target: &Handle) -> Handle {
        Rc::clone(target)
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.place == y.place
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, new_node: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(node) = &new_node {
            self.detach(node);
        }
        let Some(parent) = *sibling.parent.borrow() else { return };
        let parent = self.node(parent);
        let at = parent.children.borrow().iter().position(|place| *place == sibling.place).unwrap_or_default();
        self.insert(&parent, at, new_node);
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        for place in node.children.take() {
            self.node(place).parent.replace(Some(new_parent.place));
            new_parent.children.borrow_mut().push(place);
        }
    }
}
