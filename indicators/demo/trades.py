"""What the invented programs of the demonstration are about. Codes have the form of real ones; wages (dollars
an hour) and what leads to what are invented."""

from dataclasses import dataclass

UNIVERSITIES = [
    ("san-diego-state-university", "San Diego State University"),
    ("cal-state-san-marcos", "California State University San Marcos"),
]
# place in the sequence, lowest and highest grade
IN_GRADES = [("introductory", 9, 10), ("concentrator", 10, 11), ("capstone", 11, 12)]
# title with the subject, term
IN_TERMS = [("Introduction to {}", 1), ("{} in Practice", 2), ("Advanced {}", 3)]


@dataclass(frozen=True)
class Trade:
    """A field of work: what programs, subjects and course numbers are called, its sectors, codes and occupations."""

    name: str
    subject: str
    letters: str
    cde: str
    college: str
    top: str
    cip: str
    socs: tuple
    transfers: bool = False


HEALTH, BUILDING = "Health Science and Medical Technology", "Building and Construction Trades"
INFORMATION, MAKING = "Information and Communication Technologies", "Manufacturing and Product Development"
ARTS, BUSINESS = "Arts, Media, and Entertainment", "Business and Finance"
FARMING, ENERGY = "Agriculture and Natural Resources", "Energy, Environment, and Utilities"
HOSPITALITY, FASHION = "Hospitality, Tourism, and Recreation", "Fashion and Interior Design"
TEACHING, ENGINEERING = "Education, Child Development, and Family Services", "Engineering and Architecture"
PUBLIC, SALES, TRANSPORT = "Public Services", "Marketing, Sales, and Service", "Transportation"
WATER, CONSTRUCTION = "Agriculture, Water and Environmental Technologies", "Energy, Construction and Utilities"
DIGITAL, RETAIL = "ICT/Digital Media", "Retail, Hospitality and Tourism"
LOGISTICS, BIOTECH = "Advanced Transportation and Logistics", "Life Sciences/Biotech"

TRADES = [
    Trade("Welding Technology", "Welding", "WELD", MAKING, "Advanced Manufacturing", "0956.50", "48.0508",
          ("51-4121", "47-2221", "51-4122")),
    Trade("Machining", "Machining", "MACH", MAKING, "Advanced Manufacturing", "0956.30", "48.0501",
          ("51-4041", "51-9161", "51-4111")),
    Trade("Registered Nursing", "Nursing", "NURS", HEALTH, "Health", "1230.10", "51.3801",
          ("29-1141", "29-2061", "31-1131"), transfers=True),
    Trade("Medical Assisting", "Medical Assisting", "MEDA", HEALTH, "Health", "1208.00", "51.0801",
          ("31-9092", "29-2072", "31-9097")),
    Trade("Biotechnology", "Biotechnology", "BIOT", HEALTH, BIOTECH, "0430.00", "26.1201",
          ("19-4021", "19-1029", "29-2010"), transfers=True),
    Trade("Cybersecurity", "Network Security", "CYBR", INFORMATION, DIGITAL, "0708.10", "11.1003",
          ("15-1212", "15-1231", "15-1244")),
    Trade("Software Development", "Programming", "CISC", INFORMATION, DIGITAL, "0707.10", "11.0201",
          ("15-1252", "15-1254", "15-1232"), transfers=True),
    Trade("Digital Media", "Media Design", "MDIA", ARTS, DIGITAL, "0614.00", "10.0304",
          ("27-1014", "27-1024", "27-4032")),
    Trade("Film and Video Production", "Video Production", "FILM", ARTS, DIGITAL, "0604.20", "09.0701",
          ("27-4031", "27-2012")),
    Trade("Construction Management", "Construction", "CNST", BUILDING, CONSTRUCTION, "0957.00", "46.0412",
          ("47-1011", "11-9021", "47-2031")),
    Trade("Electrical Trades", "Electrical Systems", "ELEC", BUILDING, CONSTRUCTION, "0952.20", "46.0302",
          ("47-2111", "47-3013")),
    Trade("Plumbing and Pipefitting", "Plumbing", "PLUM", BUILDING, CONSTRUCTION, "0952.30", "46.0503",
          ("47-2152", "47-3015")),
    Trade("Solar and Energy Technology", "Energy Systems", "ENRG", ENERGY, CONSTRUCTION, "0946.10", "15.1703",
          ("47-2231", "49-9081")),
    Trade("Water and Wastewater Technology", "Water Treatment", "WATR", ENERGY, WATER, "0958.00", "15.0506",
          ("51-8031", "19-4042")),
    Trade("Sustainable Agriculture", "Agriculture", "AGRI", FARMING, WATER, "0101.00", "01.0308",
          ("45-1011", "19-1013", "45-2091")),
    Trade("Veterinary Technology", "Animal Health", "ANHL", FARMING, WATER, "0102.10", "01.8301",
          ("29-2056", "31-9096")),
    Trade("Accounting", "Accounting", "ACCT", BUSINESS, "Small Business", "0502.00", "52.0302",
          ("43-3031", "13-2011"), transfers=True),
    Trade("International Business", "International Trade", "INTB", BUSINESS, "Global Trade", "0508.00", "52.1101",
          ("13-1081", "43-5011"), transfers=True),
    Trade("Marketing", "Marketing", "MKTG", SALES, "Small Business", "0509.00", "52.1401",
          ("13-1161", "41-3091")),
    Trade("Culinary Arts", "Culinary Arts", "CULI", HOSPITALITY, RETAIL, "1306.30", "12.0503",
          ("35-1011", "35-2014")),
    Trade("Hospitality Management", "Hospitality", "HOSP", HOSPITALITY, RETAIL, "1307.00", "52.0901",
          ("11-9081", "43-4081", "13-1121")),
    Trade("Fashion Design", "Fashion Design", "FASH", FASHION, RETAIL, "1303.10", "19.0906",
          ("27-1022", "51-6052")),
    Trade("Child Development", "Child Development", "CHDV", TEACHING, "Health", "1305.00", "19.0709",
          ("25-2011", "39-9011"), transfers=True),
    Trade("Civil and Construction Engineering", "Engineering", "ENGN", ENGINEERING, "Advanced Manufacturing",
          "0924.00", "15.0201", ("17-3022", "17-3011")),
    Trade("Fire Technology", "Fire Protection", "FIRE", PUBLIC, "Health", "2133.00", "43.0203",
          ("33-2011", "33-1021")),
    Trade("Administration of Justice", "Criminal Justice", "ADJU", PUBLIC, "Health", "2105.00", "43.0103",
          ("33-3051", "33-9032")),
    Trade("Automotive Technology", "Automotive Systems", "AUTO", TRANSPORT, LOGISTICS, "0948.00", "47.0604",
          ("49-3023", "49-3031")),
    Trade("Aviation Maintenance", "Aircraft Systems", "AVIA", TRANSPORT, LOGISTICS, "0950.00", "47.0607",
          ("49-3011", "49-2091")),
]  # fmt: skip

OCCUPATIONS = [
    ("11-9021", "Construction Managers", 55.2), ("11-9081", "Lodging Managers", 34.6),
    ("13-1081", "Logisticians", 41.8), ("13-1121", "Meeting, Convention, and Event Planners", 29.7),
    ("13-1161", "Market Research Analysts and Marketing Specialists", 38.9),
    ("13-2011", "Accountants and Auditors", 42.3), ("15-1212", "Information Security Analysts", 61.5),
    ("15-1231", "Computer Network Support Specialists", 37.2), ("15-1232", "Computer User Support Specialists", 30.9),
    ("15-1244", "Network and Computer Systems Administrators", 47.6), ("15-1252", "Software Developers", 68.4),
    ("15-1254", "Web Developers", 44.1), ("17-3011", "Architectural and Civil Drafters", 33.5),
    ("17-3022", "Civil Engineering Technologists and Technicians", 36.8),
    ("19-1013", "Soil and Plant Scientists", 39.4), ("19-1029", "Biological Scientists, All Other", 46.2),
    ("19-4021", "Biological Technicians", 28.6), ("19-4042", "Environmental Science and Protection Technicians", 29.3),
    ("25-2011", "Preschool Teachers, Except Special Education", 20.8),
    ("27-1014", "Special Effects Artists and Animators", 46.9), ("27-1022", "Fashion Designers", 37.6),
    ("27-1024", "Graphic Designers", 32.4), ("27-2012", "Producers and Directors", 43.7),
    ("27-4031", "Camera Operators, Television, Video, and Film", 33.8), ("27-4032", "Film and Video Editors", 39.9),
    ("29-1141", "Registered Nurses", 63.1), ("29-2010", "Clinical Laboratory Technologists and Technicians", 38.2),
    ("29-2056", "Veterinary Technologists and Technicians", 24.7),
    ("29-2061", "Licensed Practical and Licensed Vocational Nurses", 35.6),
    ("29-2072", "Medical Records Specialists", 27.4),
    ("31-1131", "Nursing Assistants", 21.9), ("31-9092", "Medical Assistants", 23.2),
    ("31-9096", "Veterinary Assistants and Laboratory Animal Caretakers", 19.8), ("31-9097", "Phlebotomists", 25.6),
    ("33-1021", "First-Line Supervisors of Firefighting and Prevention Workers", 56.3),
    ("33-2011", "Firefighters", 39.5),
    ("33-3051", "Police and Sheriff's Patrol Officers", 52.7), ("33-9032", "Security Guards", 19.6),
    ("35-1011", "Chefs and Head Cooks", 30.2), ("35-2014", "Cooks, Restaurant", 19.4),
    ("39-9011", "Childcare Workers", 18.9), ("41-3091", "Sales Representatives of Services", 33.1),
    ("43-3031", "Bookkeeping, Accounting, and Auditing Clerks", 26.3),
    ("43-4081", "Hotel, Motel, and Resort Desk Clerks", 18.7),
    ("43-5011", "Cargo and Freight Agents", 25.8), ("45-1011", "First-Line Supervisors of Farming Workers", 30.5),
    ("45-2091", "Agricultural Equipment Operators", 20.6),
    ("47-1011", "First-Line Supervisors of Construction Trades", 43.4), ("47-2031", "Carpenters", 33.2),
    ("47-2111", "Electricians", 36.9), ("47-2152", "Plumbers, Pipefitters, and Steamfitters", 35.7),
    ("47-2221", "Structural Iron and Steel Workers", 37.8), ("47-2231", "Solar Photovoltaic Installers", 27.9),
    ("47-3013", "Helpers of Electricians", 21.3), ("47-3015", "Helpers of Plumbers and Pipefitters", 20.9),
    ("49-2091", "Avionics Technicians", 40.1), ("49-3011", "Aircraft Mechanics and Service Technicians", 41.6),
    ("49-3023", "Automotive Service Technicians and Mechanics", 27.1),
    ("49-3031", "Bus and Truck Mechanics and Diesel Engine Specialists", 32.6),
    ("49-9081", "Wind Turbine Service Technicians", 33.9), ("51-4041", "Machinists", 28.8),
    ("51-4111", "Tool and Die Makers", 34.3), ("51-4121", "Welders, Cutters, Solderers, and Brazers", 27.6),
    ("51-4122", "Welding, Soldering, and Brazing Machine Setters", 24.4),
    ("51-6052", "Tailors, Dressmakers, and Sewers", 19.9),
    ("51-8031", "Water and Wastewater Treatment Plant Operators", 42.8),
    ("51-9161", "Computer Numerically Controlled Tool Operators", 26.9),
]  # fmt: skip


def some(place, number):
    """`number` of the trades, one after the other from `place` on."""
    return [TRADES[(place * number + step) % len(TRADES)] for step in range(number)]
