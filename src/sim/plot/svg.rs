//! The few shapes of the picture as SVG.

use std::fmt::Write as _;

/// A picture that grows downwards. What lies under everything is kept apart.
pub(super) struct Sheet {
    width: f64,
    under: String,
    over: String,
}

const FONT: &str = "-apple-system, 'Segoe UI', 'DejaVu Sans', Verdana, sans-serif";

impl Sheet {
    pub(super) const fn new(width: f64) -> Self {
        Self { width, under: String::new(), over: String::new() }
    }

    /// Text from its left end.
    pub(super) fn text(&mut self, (x, y): (f64, f64), (colour, size, weight): (&str, u8, &str), text: &str) {
        self.put(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{colour}\" font-size=\"{size}\" font-weight=\"{weight}\">{}</text>",
            escape(text)
        ));
    }

    /// Text around its middle.
    pub(super) fn centred(&mut self, (x, y): (f64, f64), (colour, size): (&str, u8), text: &str) {
        self.put(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{colour}\" font-size=\"{size}\" text-anchor=\"middle\">{}</text>",
            escape(text)
        ));
    }

    /// A filled rectangle.
    pub(super) fn block(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str, opacity: f64) {
        self.put(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\" fill=\"{colour}\" \
             fill-opacity=\"{opacity}\"/>"
        ));
    }

    /// A line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: &str, opacity: f64) {
        self.put(format_args!(
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{colour}\" stroke-opacity=\"{opacity}\"/>",
            from.0, from.1, to.0, to.1
        ));
    }

    /// A filled outline.
    pub(super) fn shape(&mut self, points: &[(f64, f64)], colour: &str) {
        let mut path = String::new();
        for (index, (x, y)) in points.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        self.put(format_args!("<path d=\"{path}Z\" fill=\"{colour}\"/>"));
    }

    /// A band under everything.
    pub(super) fn under(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), colour: &str) {
        let rect = format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"6\" fill=\"{colour}\"/>\n"
        );
        self.under.push_str(&rect);
    }

    /// A line of the axis, under everything but the bands.
    pub(super) fn grid(&mut self, x: f64, top: f64, bottom: f64) {
        self.under.push_str(&format!("<path d=\"M{x:.1} {top:.1}V{bottom:.1}\" stroke=\"#e2e8f0\"/>\n"));
    }

    /// The whole picture.
    pub(super) fn finish(self, height: f64) -> String {
        let width = self.width;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height:.0}\" viewBox=\"0 0 {width} \
             {height:.0}\" font-family=\"{FONT}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}{}</svg>\n",
            self.under, self.over
        )
    }

    fn put(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.over, "{shape}");
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
